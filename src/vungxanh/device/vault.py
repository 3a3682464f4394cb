"""The key of the store and what it seals: AES-256-GCM, a fresh nonce each time (niêm phong kho).

The key lies in the keyring of the operating system. Where there is none (a box without a desktop), it lies in a file
beside the store that only its owner may read; then it protects against who copies the database, not against who takes
the whole disk.
"""

import os
import secrets
import stat
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from vungxanh.device.problems import DeviceProblem

KEY_BYTES, NONCE_BYTES = 32, 12
KEY_FILE = "store.key"
_SERVICE = "vungxanh-bluezone"


class Vault:
    """Seals and opens rows; `context` binds a row to its table and day, so that rows cannot change places."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)

    def seal(self, plain: bytes, context: bytes) -> bytes:
        """Nonce and ciphertext."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, plain, context)

    def open(self, sealed: bytes, context: bytes) -> bytes:
        """What was sealed; raises InvalidTag when it was touched or belongs elsewhere."""
        return self._cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], context)


def key_for(folder: Path, *, new: bool) -> bytes:
    """The key of the store in `folder`; made only when the store is `new`, for a second key opens nothing."""
    if (folder / KEY_FILE).exists():
        return _read(folder / KEY_FILE)
    held = _from_keyring(folder, new=new)
    if held is not None:
        return held
    if not new:
        raise DeviceProblem("key_missing", {"file": folder})
    return _written(folder / KEY_FILE)


def _from_keyring(folder: Path, *, new: bool) -> bytes | None:
    import keyring
    from keyring.errors import KeyringError

    name = str(folder.resolve())
    try:
        held = keyring.get_password(_SERVICE, name)
        if held is None and new:
            held = secrets.token_hex(KEY_BYTES)
            keyring.set_password(_SERVICE, name, held)
            held = keyring.get_password(_SERVICE, name)
    except (KeyringError, RuntimeError, OSError):
        return None
    return bytes.fromhex(held) if held else None


def _read(path: Path) -> bytes:
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o077:
        raise DeviceProblem("key_file_open", {"file": path, "mode": f"{mode:o}"})
    return bytes.fromhex(path.read_text("ascii").strip())


def _written(path: Path) -> bytes:
    """A new key file; it appears whole or not at all, also when two agents start together."""
    key = secrets.token_bytes(KEY_BYTES)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(key.hex())
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        return _read(path)
    finally:
        draft.unlink()
    return key
