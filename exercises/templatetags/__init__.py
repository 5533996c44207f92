"""Template tags of exercises."""
