"""The demonstration province: real units, the real letter and a made-up one, sample people and progress (mẫu)."""

from vungxanh.project.demonstration.province import open_province

__all__ = ["open_province"]
