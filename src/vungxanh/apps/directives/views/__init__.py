"""Pages of directives: list, upload, desk and record."""
