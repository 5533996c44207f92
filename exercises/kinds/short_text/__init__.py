"""A question answered in a few words, recognised by wordings or read by a person."""
