"""The modern channel: signed batches of keys that phones fetch, and the reports they make (kênh khoá đã ký).

Nothing here reads a clock, makes chance or touches a file: moments, seeds and bytes are handed in.
"""
