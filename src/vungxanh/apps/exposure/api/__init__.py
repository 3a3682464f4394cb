"""Codes and batches over HTTP."""
