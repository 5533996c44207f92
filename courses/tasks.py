"""Celery functions of the rooms are sweeps in their jobs.py; this index is for Celery only."""
