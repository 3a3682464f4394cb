"""A real PostgreSQL server of the tests' own: `python -m tests.postgres start` prints its address, `stop` ends it.

A run of the tests has a server in its own room and at its own port; the two commands share one for work by hand,
where each start gives a database of its own name.
"""

import os
import sys
import tempfile
from pathlib import Path

from vungxanh.cli.bluezone.load_postgres import Server, fresh, owner, programs

__all__ = ["Server", "by_hand", "of_this_run", "owner", "programs", "start"]


def by_hand() -> Server:
    """The server of the two commands."""
    me = os.getuid()  # two people on one machine have two servers
    return Server(Path(tempfile.gettempdir()) / f"vungxanh-postgres-{me}", 54329 + me % 1000)


def of_this_run(*, durable: bool = False) -> Server | None:
    """A server of the calling run's own, not started yet; None where none is installed."""
    return None if programs() is None else fresh(durable=durable)


def start() -> str:
    """Start the server of the two commands; the address of a new database, or "" where none is installed."""
    if programs() is None:
        return ""
    by_hand().start()
    return by_hand().new_database()


if __name__ == "__main__":
    if sys.argv[1:] == ["stop"]:
        by_hand().stop()
    elif url := start():
        print(f"export VUNGXANH_TEST_DATABASE_URL={url}")
    else:
        sys.exit("PostgreSQL 15 or later is not installed")
