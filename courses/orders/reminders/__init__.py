"""Reminders about orders: one file each."""
