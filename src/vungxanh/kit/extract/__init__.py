"""File bytes to text: .txt, .docx and .pdf, hostile files included (trích văn bản từ tệp)."""

from vungxanh.kit.extract.result import Extracted, Unreadable
from vungxanh.kit.extract.sniff import MAX_BYTES, Progress, extract, must_open

__all__ = ["MAX_BYTES", "Extracted", "Progress", "Unreadable", "extract", "must_open"]
