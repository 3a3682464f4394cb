"""Migrations of the worker's own tables."""
