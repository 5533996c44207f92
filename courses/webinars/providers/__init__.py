"""Meeting providers: one folder or file each, found by name."""
