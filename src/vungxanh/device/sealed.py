"""SQLite tables whose rows are sealed: only the UTC day of a row is readable without the key (bảng mã hoá)."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from cryptography.exceptions import InvalidTag

from vungxanh.device import vault as vaults
from vungxanh.device.problems import DeviceProblem

TABLES = ("meta", "keys", "sightings", "requests", "outbox", "channels", "findings", "reports")
FIRST_DAY, LAST_DAY = -(1 << 40), 1 << 40  # a clock may have shown anything
_CANARY = b"vungxanh bluezone store 1"


class Database:
    """One store file. A write is acknowledged once its transaction ended: it then survives kill -9 and power loss."""

    def __init__(self, folder: Path, *, durable: bool = True, key: bytes | None = None) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.path = folder / "store.sqlite3"
        new = not self.path.exists()
        self.vault = vaults.Vault(key or vaults.key_for(folder, new=new))
        if new:
            self.path.touch(0o600)
        self.connection = sqlite3.connect(self.path, isolation_level=None, timeout=20)
        for pragma in ("journal_mode=WAL", f"synchronous={'FULL' if durable else 'OFF'}", "secure_delete=ON"):
            self.connection.execute(f"PRAGMA {pragma}")
        with self.transaction():
            for table in TABLES:
                self.connection.execute(
                    f"CREATE TABLE IF NOT EXISTS {table}"
                    "(seq INTEGER PRIMARY KEY AUTOINCREMENT, day INTEGER NOT NULL, sealed BLOB NOT NULL)"
                )
                self.connection.execute(f"CREATE INDEX IF NOT EXISTS {table}_day ON {table}(day)")
            self._prove_key(folder)

    def _prove_key(self, folder: Path) -> None:
        meta = Table(self, "meta")
        try:
            held = next(iter(meta.rows()), None)
        except InvalidTag:
            self.connection.rollback()
            raise DeviceProblem("store_key", {"file": folder}) from None
        if held is None:
            meta.insert([(0, _CANARY)])

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of it or nothing; may be entered again inside itself."""
        if self.connection.in_transaction:
            yield
            return
        self.connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            if self.connection.in_transaction:
                self.connection.rollback()
            raise
        self.connection.commit()

    def forget_deleted(self) -> None:
        """Deleted rows leave the write-ahead log too; their pages were overwritten when they were deleted."""
        self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def nbytes(self) -> int:
        """Size of the store on disk."""
        files = (self.path, self.path.with_name(self.path.name + "-wal"))
        return sum(file.stat().st_size for file in files if file.exists())

    def close(self) -> None:
        """Give the file back."""
        self.connection.close()


class Table:
    """One table of sealed rows, in the order of their writing."""

    def __init__(self, database: Database, name: str) -> None:
        if name not in TABLES:
            raise ValueError(name)
        self._database, self._name = database, name

    def _context(self, day: int) -> bytes:
        return f"{self._name}:{day}".encode("ascii")

    def insert(self, rows: Iterable[tuple[int, bytes]]) -> int:
        """Add (UTC day, plain bytes); the number of the last."""
        seal, cursor = self._database.vault.seal, self._database.connection.cursor()
        with self._database.transaction():
            for day, plain in rows:
                cursor.execute(
                    f"INSERT INTO {self._name}(day, sealed) VALUES (?, ?)",  # noqa: S608 - a name of TABLES
                    (day, seal(plain, self._context(day))),
                )
        return cursor.lastrowid or 0

    def update(self, seq: int, day: int, plain: bytes) -> None:
        """Put new bytes in the place of a row."""
        sealed = self._database.vault.seal(plain, self._context(day))
        with self._database.transaction():
            self._database.connection.execute(
                f"UPDATE {self._name} SET day = ?, sealed = ? WHERE seq = ?",  # noqa: S608 - a name of TABLES
                (day, sealed, seq),
            )

    def rows(
        self, *, since_day: int = FIRST_DAY, until_day: int = LAST_DAY, newest_first: bool = False
    ) -> Iterator[tuple[int, int, bytes]]:
        """(number, day, plain bytes) of the rows of these days."""
        order = "DESC" if newest_first else "ASC"
        found = self._database.connection.execute(
            f"SELECT seq, day, sealed FROM {self._name} WHERE day BETWEEN ? AND ? ORDER BY seq {order}",  # noqa: S608
            (since_day, until_day),
        )
        for seq, day, sealed in found:
            yield seq, day, self._database.vault.open(sealed, self._context(day))

    def piece(self, after: int, until: int, limit: int) -> list[tuple[int, bytes]]:
        """(number, plain bytes) of the first rows numbered over `after` and not over `until`."""
        found = self._database.connection.execute(
            f"SELECT seq, day, sealed FROM {self._name} WHERE seq > ? AND seq <= ? ORDER BY seq LIMIT ?",  # noqa: S608
            (after, until, limit),
        )
        return [(seq, self._database.vault.open(sealed, self._context(day))) for seq, day, sealed in found]

    def first(self, since_day: int) -> int:
        """The lowest number of a row from a day on; one over the last when there is none."""
        row = self._database.connection.execute(
            f"SELECT min(seq) FROM {self._name} WHERE day >= ?",  # noqa: S608 - a name of TABLES
            (since_day,),
        ).fetchone()
        return row[0] or self.last() + 1

    def last(self) -> int:
        """The number of the newest row; 0 when there is none."""
        row = self._database.connection.execute(f"SELECT max(seq) FROM {self._name}").fetchone()  # noqa: S608
        return row[0] or 0

    def count(self, *, since_day: int = FIRST_DAY) -> int:
        """How many rows there are from a day on."""
        row = self._database.connection.execute(
            f"SELECT count(*) FROM {self._name} WHERE day >= ?",  # noqa: S608 - a name of TABLES
            (since_day,),
        ).fetchone()
        return int(row[0])

    def days(self) -> tuple[int, int] | None:
        """The first and the last day; None without rows."""
        row = self._database.connection.execute(f"SELECT min(day), max(day) FROM {self._name}").fetchone()  # noqa: S608
        return None if row[0] is None else (int(row[0]), int(row[1]))

    def delete(self, numbers: Iterable[int]) -> None:
        """Remove rows by number."""
        with self._database.transaction():
            self._database.connection.executemany(
                f"DELETE FROM {self._name} WHERE seq = ?",  # noqa: S608 - a name of TABLES
                ((number,) for number in numbers),
            )

    def delete_before(self, day: int) -> int:
        """Remove the rows of earlier days; how many."""
        with self._database.transaction():
            return self._database.connection.execute(
                f"DELETE FROM {self._name} WHERE day < ?",  # noqa: S608 - a name of TABLES
                (day,),
            ).rowcount

    def delete_until(self, seq: int) -> int:
        """Remove the rows up to a number; how many."""
        with self._database.transaction():
            return self._database.connection.execute(
                f"DELETE FROM {self._name} WHERE seq <= ?",  # noqa: S608 - a name of TABLES
                (seq,),
            ).rowcount
