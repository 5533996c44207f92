"""Invoices that are sent and paid by bank transfer, and the notes that take from them."""
