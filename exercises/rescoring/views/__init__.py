"""The desk's pages on re-scoring."""
