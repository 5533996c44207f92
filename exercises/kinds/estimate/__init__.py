"""An estimate: a number, a word and a confidence, kept apart."""
