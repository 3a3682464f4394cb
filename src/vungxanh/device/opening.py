"""A store that is damaged, out of reach or on a full disk ends in a sentence and not in a traceback (mở kho)."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cryptography.exceptions import InvalidTag

from vungxanh.device.problems import DeviceProblem
from vungxanh.device.reasons import reason_of
from vungxanh.device.store import Store
from vungxanh.device.vault import KEY_FILE


def open_store(folder: Path) -> Store:
    """The store in `folder`; raises DeviceProblem for whatever is in the way."""
    with named(folder):
        try:
            return Store(folder)
        except ValueError:  # the text of a key file is no key
            raise DeviceProblem("key_file_bad", {"file": folder / KEY_FILE}) from None


@contextmanager
def named(folder: Path) -> Iterator[None]:
    """What the database, its seals or the disk refuse inside is raised as DeviceProblem."""
    try:
        yield
    except (sqlite3.Error, InvalidTag, OSError) as error:
        reason = reason_of(error)
        code = "store_damaged" if reason.code == "damaged" else "store_unusable"
        raise DeviceProblem(code, {"file": folder, "reason": reason}) from error


def close_store(store: Store, folder: Path, rows: int) -> None:
    """Acknowledge and close; raises DeviceProblem when the disk refuses the `rows` that were still waiting."""
    try:
        store.close()
    except sqlite3.Error as error:
        store.database.close()
        raise DeviceProblem("not_stored", {"file": folder, "reason": reason_of(error), "rows": rows}) from error
