"""The desk's pages on exercises: reading them, writing them, trying them as a student."""
