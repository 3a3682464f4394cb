"""Radios behind one protocol: simulated, real (HCI) and replayed (bộ thu phát)."""
