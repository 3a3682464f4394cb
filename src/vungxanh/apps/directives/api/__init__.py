"""Directives over HTTP."""
