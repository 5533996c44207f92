"""Grading sources on the Admiralty scale: the source and its information on two axes apart."""
