"""The modern channel: what phones fetch and hand in, without session, cookie or name (kênh khóa đã ký)."""
