"""The feature's part of the API."""
