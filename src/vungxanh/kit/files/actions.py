"""What can be done with files: keep one, let one go; `expiry` sweeps what nobody refers to."""

import unicodedata
from collections.abc import Collection
from datetime import datetime
from pathlib import Path
from typing import IO

from django.db import transaction

from vungxanh.kit import audit
from vungxanh.kit.actors import Actor
from vungxanh.kit.files import disk, inspect, scanners
from vungxanh.kit.files.models import StoredFile
from vungxanh.kit.files.refusals import FileRefused
from vungxanh.kit.files.types import sniff


def store(
    stream: IO[bytes],
    *,
    name: str,
    allowed: Collection[str],
    max_bytes: int,
    size: int | None = None,
    by: Actor,
    at: datetime,
) -> StoredFile:
    """Receive, check, scan and keep one file (lưu tệp); FileRefused leaves nothing behind.

    `allowed` are media types (`types.DOCUMENTS`, `types.PHOTOS` …); a `size` declared beforehand refuses a file before
    a byte of it is read. Call it outside a transaction: the scanner is asked over a socket. Photos are re-encoded, so
    the kept bytes may differ from those handed in.
    """
    name = tidy_name(name)
    if size is not None and size > max_bytes:
        raise FileRefused("too_large", name, limit_bytes=max_bytes)
    with disk.received(stream, name=name, max_bytes=max_bytes) as path:
        media_type = sniff(path, name)
        if media_type not in allowed:
            raise FileRefused.of_type(name, media_type, allowed)
        inspect.check(path, media_type, name)
        _scan(path, name)
        inspect.clean(path, media_type, name)
        sha256, size = disk.keep(path)
    with transaction.atomic():
        stored = StoredFile.objects.create(
            sha256=sha256, size=size, media_type=media_type, name=name, created_at=at, created_by=by.actor_key
        )
        audit.record("files.store", by=by, on=stored, at=at, data={"sha256": sha256, "size": size, "name": name})
    return stored


def discard(stored: StoredFile, *, by: Actor, at: datetime) -> None:
    """Let a file go (bỏ tệp); a sweep frees its bytes once no other row has the same content."""
    with transaction.atomic():
        audit.record("files.discard", by=by, on=stored, at=at, data={"sha256": stored.sha256, "name": stored.name})
        stored.delete()


def tidy_name(name: str) -> str:
    """The name as people read it: no folders, no control or direction characters, at most 200 characters."""
    bare = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    bare = "".join(char for char in bare if unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Zl", "Zp"}).strip()
    stem, dot, ending = bare.rpartition(".")
    if len(bare) > 200:
        bare = f"{stem[: 199 - len(ending)]}.{ending}" if dot and len(ending) < 10 else bare[:200]
    return bare.strip(". ") or "tep"


def _scan(path: Path, name: str) -> None:
    try:
        scanner = scanners.configured()
        threat = scanner.threat_in(path) if scanner else ""
    except scanners.ScannerDown as down:
        raise FileRefused("scanner_down", name) from down
    if threat:
        raise FileRefused("infected", name, found=threat)
