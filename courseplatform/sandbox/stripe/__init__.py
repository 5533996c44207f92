"""Stripe's API as far as the platform uses it, spoken from state in PostgreSQL."""
