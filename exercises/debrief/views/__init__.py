"""Pages of debriefs."""
