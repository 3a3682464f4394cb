"""Vùng Xanh: a platform for a province that has to stop an outbreak."""

__version__ = "0.1.0"
