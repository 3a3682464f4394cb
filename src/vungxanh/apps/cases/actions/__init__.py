"""What case work can do."""
