"""Finding flaws: where in a text the reasoning slips, and how."""
