"""What the app polls: versions, settings, texts, questions (tệp cấu hình ứng dụng đọc).

The built-in files lie beside this module; a file of the same name in `APP_DIR` takes the place of single members, so
that one the app throws without (the arrays of forced updates) is never missing. Each is composed when it changes.
"""

import hashlib
import json
import os
import re
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import structlog
from django.conf import settings

from vungxanh.apps.exposure.app.answers import Answer

NAMES = ("versionApp", "configApp", "resourceApp", "dataFAQ", "configComponentApp")
_BUILT_IN = Path(__file__).parent / "data"
_ARRAYS = ("forceUpdateAndroid", "forceUpdateIOS", "recommendedUpdateAndroid", "recommendedUpdateIOS")
_MAX_AGE_S = 300

_HEADERS = [
    ("Content-Type", "application/json; charset=utf-8"),
    ("Cache-Control", f"public, max-age={_MAX_AGE_S}"),
    ("X-Content-Type-Options", "nosniff"),
]
_ENTRY = re.compile(r"[\w-]{1,64}", re.ASCII)

log = structlog.get_logger(__name__)


class _Composed(NamedTuple):
    body: bytes
    tag: str
    headers: list[tuple[str, str]]


def content(name: str) -> dict[str, Any]:
    """The object of one name as it is served, without an envelope."""
    loaded: dict[str, Any] = json.loads(_composed(name, _stamp(name)).body)
    return loaded


def answer(name: str, tags: str) -> Answer:
    """The file, or 304 when the caller's If-None-Match names it."""
    composed = _composed(name, _stamp(name))
    if tags and (tags == composed.tag or composed.tag in tags or tags.strip() == "*"):
        return Answer("304 Not Modified", composed.headers[1:], b"")
    return Answer("200 OK", [*composed.headers, ("Content-Length", str(len(composed.body)))], composed.body)


def news(name: str) -> Answer | None:
    """A piece of news by its number, in the form the app reads; None when there is none.

    The deployment's own lie in `bzentries` of `APP_DIR`, and are HTML that the app shows as it is.
    """
    folders = [Path(settings.APP_DIR) / "bzentries"] if settings.APP_DIR else []
    for folder in [*folders, _BUILT_IN / "bzentries"] if _ENTRY.fullmatch(name) else []:
        try:
            text = (folder / f"{name}.html").read_text("utf-8")
        except (OSError, ValueError):
            continue
        body = json.dumps({"BzEntry": {name: {"data": {"content": text}}}}, ensure_ascii=False).encode()
        return Answer("200 OK", [*_HEADERS, ("Content-Length", str(len(body)))], body)
    return None


def _own(name: str) -> str:
    return f"{settings.APP_DIR}/{name}.json" if settings.APP_DIR else ""


def _stamp(name: str) -> tuple[str, int, int]:
    """Which file of the deployment's own there is, and in which state."""
    path = _own(name)
    try:
        found = os.stat(path) if path else None  # noqa: PTH116 - thousands a second
    except OSError:
        found = None
    return (path, found.st_mtime_ns, found.st_size) if found else ("", 0, 0)


@lru_cache(maxsize=16)
def _composed(name: str, stamp: tuple[str, int, int]) -> _Composed:
    form = json.loads((_BUILT_IN / f"{name}.json").read_text("utf-8")) | _read(stamp[0])
    body = json.dumps(form, ensure_ascii=False, separators=(",", ":")).encode()
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    return _Composed(body, tag, [_HEADERS[0], ("ETag", tag), *_HEADERS[1:]])


def _read(path: str) -> dict[str, Any]:
    """The deployment's own members; one that would make the app throw is left out, and a broken file is said."""
    if not path:
        return {}
    try:
        own = json.loads(Path(path).read_text("utf-8"))
        if not isinstance(own, dict):
            raise TypeError("not an object")  # noqa: TRY301 - told like every other fault of the file
    except (OSError, ValueError, TypeError) as error:
        log.warning("app.file_unusable", file=Path(path).name, reason=type(error).__name__)
        return {}
    return {name: value for name, value in own.items() if name not in _ARRAYS or isinstance(value, list)}
