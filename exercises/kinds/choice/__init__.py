"""One question with answers to choose from: one of them, or several."""
