"""What anybody may fetch, as files: `keys.json`, `index.json`, `batches/<n>.bin` (tệp công bố).

Each is written aside and renamed into place: whoever reads sees a whole one.
"""

import json
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from vungxanh.apps.exposure.models import Batch

INDEX, KEYS = "index.json", "keys.json"
HIDDEN = "."


def folder() -> Path:
    """Where they lie."""
    return Path(settings.EXPOSURE_DIR) / "published"


def batch_path(number: int) -> Path:
    """Where a batch lies."""
    return folder() / "batches" / f"{number}.bin"


def put(path: Path, content: bytes) -> None:
    """Write a file durably, whole or not at all."""
    with drafted(path, content) as place:
        place()


@contextmanager
def drafted(path: Path, content: bytes) -> Iterator[Callable[[], None]]:
    """A file that lies durably aside, and what puts it into its place; nothing stays of one that was not put there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=HIDDEN)
    draft = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.chmod(0o644)
        yield lambda: _place(draft, path)
    finally:
        draft.unlink(missing_ok=True)


def _place(draft: Path, path: Path) -> None:
    draft.replace(path)
    directory = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)


def unnamed(before: datetime) -> list[Path]:
    """Drafts of killed processes and batches of which there is no row any more, written before a moment."""
    found = [path for room in (folder(), folder() / "batches") if room.is_dir() for path in room.iterdir()]
    old = [path for path in found if path.is_file() and path.stat().st_mtime < before.timestamp()]
    numbers = {path: int(path.stem) for path in old if path.suffix == ".bin" and path.stem.isdecimal()}
    known = set(Batch.objects.filter(number__in=numbers.values()).values_list("number", flat=True))
    return [path for path in old if path.name.startswith(HIDDEN) or numbers.get(path) not in {None, *known}]


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
