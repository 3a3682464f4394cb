"""Checking the whole chain, naming the entry that was changed or removed (kiểm tra nhật ký)."""

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace

from django.db import DatabaseError, connection
from django.utils.translation import gettext as _

from vungxanh.kit.audit import GUARDED, guard, queries
from vungxanh.kit.audit.canonical import GENESIS, Line, hash_of
from vungxanh.kit.audit.models import Entry, Head
from vungxanh.kit.audit.rows import UnreadableError, stored

MAX_BREACHES = 20


@dataclass(frozen=True, slots=True)
class Breach:
    """One thing that is wrong: the entry's number (the first of a removed run) and what, in the active language."""

    seq: int | None
    kind: str
    message: str


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome: how many entries were read, the head's hash, and at most MAX_BREACHES breaches."""

    count: int
    hash: str
    breaches: tuple[Breach, ...]

    @property
    def is_sound(self) -> bool:
        """Whether nothing was found."""
        return not self.breaches

    def as_json(self) -> dict[str, object]:
        """The shape `vungxanh audit verify --json` prints."""
        return {
            "ok": self.is_sound,
            "count": self.count,
            "hash": self.hash,
            "breaches": [asdict(b) for b in self.breaches],
        }


def verify(*, noted: tuple[int, str] | None = None) -> Report:
    """Read the chain from entry 1 to the head; `noted` is a (count, hash) once noted down that must be in it."""
    walk = _Walk(noted)
    breaches: list[Breach] = []
    for breach in walk.breaches():
        breaches.append(breach)
        if len(breaches) == MAX_BREACHES:
            break
    return Report(walk.read, walk.last_hash, tuple(breaches))


def verify_log(*, holds_acts: Callable[[], bool], noted: tuple[int, str] | None = None) -> Report:
    """The chain with what must stand around it: the triggers and, where the database holds acts, some entry."""
    report = verify(noted=noted)
    around = []
    # Triggers put back over an emptied log leave one entry, which tells of nothing else.
    if not report.breaches and not Entry.objects.exclude(verb=GUARDED).exists() and holds_acts():
        words = _("nhật ký trống trong khi cơ sở dữ liệu đã có dữ liệu: cả nhật ký đã bị xóa")
        around.append(Breach(None, "emptied", words))
    if missing := guard.missing(connection):
        words = _("cơ sở dữ liệu không còn chặn việc sửa nhật ký: các trigger đã mất (%(names)s)")
        around.append(Breach(None, "unguarded", _told(words, names=", ".join(missing))))
    return replace(report, breaches=(*report.breaches, *around))


def _told(words: str, **facts: object) -> str:
    return words % facts


class _Walk:
    """The state carried from one row to the next."""

    def __init__(self, noted: tuple[int, str] | None) -> None:
        self.noted = noted
        self.head = Head()
        self.read = 0
        self.last_seq = 0
        self.last_hash = GENESIS  # as stored in the row before
        self.last_computed = GENESIS  # as its content demands
        self.resumes = False  # after a row that cannot be compared, the next link is not judged

    def breaches(self) -> Iterator[Breach]:
        # The head is read first: entries committed while we read lie beyond it and are not missed.
        try:
            self.head = queries.head()
            for row in stored():
                self.read += 1
                yield from self._unreadable(row) if isinstance(row, UnreadableError) else self._row(*row)
        except DatabaseError as error:
            words = _("không đọc được dòng %(seq)s: %(why)s")
            yield Breach(self.last_seq + 1, "unreadable", _told(words, seq=self.last_seq + 1, why=error))
            return
        yield from self._end()

    def _unreadable(self, row: UnreadableError) -> Iterator[Breach]:
        seq = row.seq if isinstance(row.seq, int) else self.last_seq + 1
        yield from self._gap(seq)
        yield Breach(seq, "changed", _told(_("dòng %(seq)s đã bị sửa: %(why)s"), seq=seq, why=row))
        self.last_seq, self.resumes = seq, True

    def _gap(self, seq: int) -> Iterator[Breach]:
        first, last = self.last_seq + 1, seq - 1
        if seq <= self.last_seq:
            yield Breach(seq, "misplaced", _told(_("dòng %(seq)s đứng sau dòng %(last)s"), seq=seq, last=self.last_seq))
            self.resumes = True
        elif first <= last:
            one, many = _("thiếu dòng %(first)s"), _("thiếu các dòng từ %(first)s đến %(last)s")
            yield Breach(first, "removed", _told(one if first == last else many, first=first, last=last))
            self.resumes = True

    def _row(self, line: Line, stored_hash: str) -> Iterator[Breach]:
        yield from self._gap(line.seq)
        computed = hash_of(line)
        hash_changed_before = self.last_computed != self.last_hash and line.previous == self.last_computed
        follows = self.resumes or line.previous == self.last_hash or hash_changed_before
        if computed != stored_hash:
            plain = _("dòng %(seq)s đã bị sửa: không khớp mã băm của nó")
            linked = _("dòng %(seq)s đã bị sửa ở chỗ nối với dòng trước: không khớp mã băm của nó")
            yield Breach(line.seq, "changed", _told(plain if follows else linked, seq=line.seq))
        elif not follows:
            before = line.seq - 1
            words = _("dòng %(before)s đã bị viết lại: dòng %(seq)s không nối tiếp nó")
            yield Breach(before, "rewritten", _told(words, before=before, seq=line.seq))
        if self.noted and line.seq == self.noted[0] and stored_hash != self.noted[1]:
            words = _("dòng %(seq)s không còn mã băm đã ghi lại")
            yield Breach(line.seq, "noted", _told(words, seq=line.seq))
        self.last_seq, self.last_hash, self.last_computed, self.resumes = line.seq, stored_hash, computed, False
        if line.seq == self.head.count:
            yield from self._head()

    def _head(self) -> Iterator[Breach]:
        if self.head.hash not in (self.last_hash, self.last_computed):
            seq = self.last_seq
            words = _("đầu chuỗi và dòng %(seq)s khác nhau: một trong hai đã bị viết lại")
            yield Breach(seq, "head", _told(words, seq=seq))

    def _end(self) -> Iterator[Breach]:
        if self.last_seq < self.head.count:
            yield from self._gap(self.head.count + 1)
        elif self.head.count == 0:
            yield from self._head()
        # Largest number first, head second: an entry committed between the two is within the head.
        last = Entry.objects.order_by("-seq").values_list("seq", flat=True).first() or 0
        counted = queries.head().count
        if last > counted:
            words = _("dòng %(last)s không được đầu chuỗi đếm; đầu chuỗi dừng ở %(counted)s")
            yield Breach(last, "uncounted", _told(words, last=last, counted=counted))
        if self.noted and self.noted[0] > self.last_seq:
            words = _("dòng %(seq)s đã ghi lại không còn trong nhật ký")
            yield Breach(self.noted[0], "noted", _told(words, seq=self.noted[0]))
