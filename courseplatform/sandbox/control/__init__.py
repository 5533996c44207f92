"""The control interface: what only a test, the demo or the dashboard can make happen."""
