"""Reads of work, each limited to what the officer may see."""
