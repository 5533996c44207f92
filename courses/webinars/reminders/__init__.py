"""Reminders about webinars: one file each."""
