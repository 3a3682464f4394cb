"""What anybody may fetch, as files: `keys.json`, `index.json`, `batches/<n>.bin` (tệp công bố).

Each is written aside and renamed into place: whoever reads sees a whole one.
"""

import json
import os
import tempfile
from pathlib import Path
from typing import Any

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


def said(name: str) -> dict[str, Any]:
    """The content of a signed document as it is published; empty when there is none, or none that can be read."""
    try:
        content = json.loads(json.loads(document(name) or b"")["signed"])
    except (ValueError, KeyError, TypeError):
        return {}
    return content if isinstance(content, dict) else {}


def signed_by(name: str) -> list[str]:
    """The ids of the keys that signed it; none when there is no such document."""
    try:
        return [one["key"] for one in json.loads(document(name) or b"")["signatures"]]
    except (ValueError, KeyError, TypeError):
        return []
