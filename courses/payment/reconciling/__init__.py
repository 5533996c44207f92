"""Reconciliation: what we believe against what the provider says, in three loops.

1. ``attempts``: those under way are looked at again, so that a lost webhook costs minutes.
2. ``events``: the provider's events are read again, so that a lost delivery is found.
3. ``books``: finished days are compared line by line, places are counted, checkouts that nobody here
   opened are listed. Differences are shown to a person; money is never repaired.
"""
