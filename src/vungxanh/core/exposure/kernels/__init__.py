"""Compiled loops of the modern channel (nhân tính toán)."""
