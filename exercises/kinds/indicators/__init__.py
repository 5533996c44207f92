"""Indicators: observable signs that would speak for or against a hypothesis."""
