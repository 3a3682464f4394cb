"""What people fill in in case work; each action checks again."""
