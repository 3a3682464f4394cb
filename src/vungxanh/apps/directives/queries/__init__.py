"""Reads of directives: who may see them, the letter with its spans, coverage, the list."""
