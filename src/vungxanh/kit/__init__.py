"""What features share and which knows no feature (dùng chung)."""
