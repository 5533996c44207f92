"""Key assumptions check: what is taken as given, how well it stands, what if it is wrong."""
