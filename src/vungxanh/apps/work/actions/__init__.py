"""Writes of work: one verb a file; this folder is the list of what can be done."""
