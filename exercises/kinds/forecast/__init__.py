"""Forecasts: chances on questions that will be settled by a named source on a named day."""
