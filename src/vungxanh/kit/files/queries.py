"""Reading kept files; the caller has asked its own policy first."""

from pathlib import Path
from typing import BinaryIO

from vungxanh.kit.files import disk
from vungxanh.kit.files.models import StoredFile


def path_of(stored: StoredFile) -> Path:
    """Where the file's bytes lie."""
    return disk.path_for(stored.sha256)


def open_file(stored: StoredFile) -> BinaryIO:
    """The file's bytes, open for reading; the caller closes it."""
    return path_of(stored).open("rb")
