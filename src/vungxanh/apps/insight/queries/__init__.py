"""Reads of insight: whose part is shown, its figures, its course over time, its late work."""
