"""A folder of this run's own: SQLite files, stored files, a server's data; two runs at once never meet."""

import os
import shutil
import tempfile
from pathlib import Path

NAME = "VUNGXANH_TEST_ROOM"


def make() -> Path | None:
    """Make the room unless the process that started us has; None then, for only its maker takes it away."""
    if os.environ.get(NAME):
        return None
    os.environ[NAME] = tempfile.mkdtemp(prefix="vungxanh-test-")
    return Path(os.environ[NAME])


def remove(made: Path | None) -> None:
    """Take away the room that `make` made."""
    if made is not None:
        os.environ.pop(NAME, None)
        shutil.rmtree(made, ignore_errors=True)
