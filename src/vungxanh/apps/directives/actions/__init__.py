"""Writes of directives: one verb a file, from receiving a letter to marking it issued."""
