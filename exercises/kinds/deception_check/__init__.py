"""Deception check: MOM, POP, MOSES, EVE; prompts to doubt, no detector."""
