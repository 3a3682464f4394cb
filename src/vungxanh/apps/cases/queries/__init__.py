"""Reads, always for an officer or for an action that has asked its policy."""
