"""Files too large for a column, encrypted while they stream (tệp mã hóa).

`VXF1` and a head of 512 bytes with the file's own random key, sealed as any text is; then chunks of 64 KiB, each
AES-256-GCM under that key with its number and "this is the last" in the nonce: no chunk can be moved, and a file
that was cut off does not open. Rotation writes only the head anew. What is not finished leaves nothing in its place:
a draft is locked by who writes it, so what a killed process left can be told from what is being received.
"""

import base64
import fcntl
import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from cryptography.exceptions import InvalidTag
from django.utils.translation import gettext as _

from vungxanh.kit.sealing.text import Tampered, seal, unseal

MAGIC = b"VXF1"
HEAD_BYTES, CHUNK, TAG = 512, 2**16, 16
_COUNTER_BYTES = 11
HIDDEN = "."


class SealedWriter:
    """Receives bytes, keeps them under a name; used in a `with`, it leaves nothing unless `keep` was called."""

    def __init__(self, folder: Path, *, purpose: str) -> None:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.size = 0
        self._folder, self._number, self._rest = folder, 0, bytearray()
        key = AESGCM.generate_key(256)
        self._cipher = AESGCM(key)
        handle, name = tempfile.mkstemp(dir=folder, prefix=HIDDEN)  # mode 0600
        self._draft: Path | None = Path(name)
        fcntl.flock(handle, fcntl.LOCK_EX)  # until it is closed, by whatever end
        self._file: BinaryIO = os.fdopen(handle, "wb")
        self._file.write(_head(seal(base64.b64encode(key).decode(), purpose=purpose)))

    def write(self, data: bytes) -> None:
        """Add some bytes."""
        self.size += len(data)
        self._rest += data
        while len(self._rest) > CHUNK:  # one is held back: the last is marked
            self._seal(bytes(self._rest[:CHUNK]), last=False)
            del self._rest[:CHUNK]

    def keep(self, name: str, *, durably: bool = True) -> None:
        """Finish and move to its name; `durably` not before the disk has it."""
        if self._draft is None:
            raise ValueError("kept or dropped already")
        self._seal(bytes(self._rest), last=True)
        self._file.flush()
        if durably:
            os.fsync(self._file.fileno())
        self._file.close()
        self._draft.replace(self._folder / name)
        self._draft = None

    def _seal(self, plain: bytes, *, last: bool) -> None:
        self._file.write(self._cipher.encrypt(_nonce(self._number, last=last), plain, None))
        self._number += 1

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._draft is not None:
            self._file.close()
            self._draft.unlink(missing_ok=True)


def sweep(folder: Path) -> int:
    """Delete the drafts that nobody writes any more; how many."""
    gone = 0
    for path in folder.glob(f"{HIDDEN}*") if folder.is_dir() else ():
        try:
            with path.open("rb") as file:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                path.unlink()
                gone += 1
        except (BlockingIOError, FileNotFoundError):
            continue  # its writer lives, or has just finished
    return gone


def read(path: Path, *, purpose: str) -> Iterator[bytes]:
    """The bytes in pieces; Tampered when the file was changed or cut off, UnknownKey when its key is gone."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    with path.open("rb") as file:
        cipher = AESGCM(base64.b64decode(unseal(_wrapped(file.read(len(MAGIC) + HEAD_BYTES)), purpose=purpose)))
        number, piece = 0, file.read(CHUNK + TAG)
        while piece:
            following = file.read(CHUNK + TAG)
            try:
                yield cipher.decrypt(_nonce(number, last=not following), piece, None)
            except InvalidTag as error:
                raise Tampered(_("tệp mã hóa đã bị thay đổi hoặc bị cắt")) from error
            number, piece = number + 1, following


def head_of(path: Path) -> str:
    """The sealed key of a file, as rotation counts and changes it."""
    with path.open("rb") as file:
        return _wrapped(file.read(len(MAGIC) + HEAD_BYTES))


def reseal(path: Path, anew: Callable[[str], str | None]) -> bool:
    """Put another sealed key into a file's head; whether there was one. An empty one gives the file up."""
    fresh = anew(head_of(path))
    if fresh is None:
        return False
    if not fresh:
        path.unlink(missing_ok=True)
        return True
    with path.open("r+b") as file:
        file.write(_head(fresh))
        os.fsync(file.fileno())
    return True


def _head(wrapped: str) -> bytes:
    return MAGIC + wrapped.encode("ascii").ljust(HEAD_BYTES)


def _wrapped(head: bytes) -> str:
    if len(head) < len(MAGIC) + HEAD_BYTES or not head.startswith(MAGIC):
        raise Tampered(_("tệp mã hóa đã bị thay đổi hoặc bị cắt"))
    return head[len(MAGIC) :].decode("ascii", "replace").strip()


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(_COUNTER_BYTES, "big") + bytes([last])
