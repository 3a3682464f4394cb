"""Template tags of case work."""
