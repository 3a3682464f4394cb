"""File bytes to text: .txt, .docx and .pdf, hostile files included (trích văn bản từ tệp)."""

from vungxanh.kit.extract.result import Extracted, Unreadable
from vungxanh.kit.extract.sniff import MAX_BYTES, extract

__all__ = ["MAX_BYTES", "Extracted", "Unreadable", "extract"]
