"""Reads of accounts: people, factors, locks, sessions, tokens."""
