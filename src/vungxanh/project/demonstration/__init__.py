"""The demonstration province: real units and the real letter, sample people and sample progress (dữ liệu mẫu)."""

from vungxanh.project.demonstration.province import open_province

__all__ = ["open_province"]
