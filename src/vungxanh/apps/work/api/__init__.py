"""Work over HTTP."""
