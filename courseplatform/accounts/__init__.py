"""allauth's edge: what it asks of this house, and what this house asks of it."""
