"""What /admin/ shows of the rooms, for looking only."""
