"""Models of the rooms, gathered for Django; no room imports this file."""
