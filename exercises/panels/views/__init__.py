"""The desk's pages on panels: the author's, and the expert's own."""
