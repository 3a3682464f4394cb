"""What anybody may fetch, as files: `keys.json`, `index.json`, `batches/<n>.bin` (tệp công bố).

Each is written aside and renamed into place: whoever reads sees a whole one.
"""

import os
import tempfile
from pathlib import Path

from django.conf import settings

INDEX, KEYS = "index.json", "keys.json"


def folder() -> Path:
    """Where they lie."""
    return Path(settings.EXPOSURE_DIR) / "published"


def batch_path(number: int) -> Path:
    """Where a batch lies."""
    return folder() / "batches" / f"{number}.bin"


def put(path: Path, content: bytes) -> None:
    """Write a file durably, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=".")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(draft).chmod(0o644)
        Path(draft).replace(path)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise
    directory = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)


def document(name: str) -> bytes | None:
    """A document as it is published; None when there is none yet."""
    try:
        return (folder() / name).read_bytes()
    except FileNotFoundError:
        return None
