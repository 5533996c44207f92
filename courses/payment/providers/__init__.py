"""Payment providers: one folder each, found by name; rules know only the contract."""
