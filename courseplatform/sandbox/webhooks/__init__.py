"""Webhooks on their way out: signed, tried again, written down."""
