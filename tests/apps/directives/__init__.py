"""The directives feature."""
