"""One writer of this process after another, where the database lets in only one (lượt ghi)."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import RLock

from django.db import connection

_turn = RLock()


@contextmanager
def turn() -> Iterator[None]:
    """Hold this process's turn to write; nothing on PostgreSQL, and nothing inside of a transaction.

    A connection that SQLite keeps waiting sleeps up to a tenth of a second before it looks again, and whoever comes
    meanwhile goes first; who waits here is woken at once. Inside of a transaction the database's own lock is held: to
    wait for a turn there would be to wait for somebody who waits for that lock.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    with _turn:
        yield
