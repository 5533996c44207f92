"""Sorting claims into six classes, and naming who asserts them."""
