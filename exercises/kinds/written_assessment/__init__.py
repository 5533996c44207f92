"""A written assessment: answer first, marked by people on the analytic standards."""
