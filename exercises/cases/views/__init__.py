"""The desk's pages on cases: reading them, writing them."""
