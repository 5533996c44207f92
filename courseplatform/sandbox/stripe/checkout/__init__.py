"""Checkout Sessions in payment mode with the hosted page."""
