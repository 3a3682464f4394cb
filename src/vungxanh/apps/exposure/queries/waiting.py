"""Whose keys wait for a batch, as the maker of batches wants them; nobody's name is among them (khóa chờ công bố)."""

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet

from vungxanh.apps.exposure.models import LIVE, CoverKey, DayKey, ReportType, Upload, UploadKind, UploadState
from vungxanh.core.exposure.batch import Report
from vungxanh.core.exposure.padding import RETENTION_DAYS, Chance, Part, Shape, alike
from vungxanh.core.tracing.ids import DAY_S, KEY_BYTES

if TYPE_CHECKING:
    import numpy as np

    from vungxanh.core.exposure.composing import People

SHAPE_DAYS, MOST_SHAPES = 14, 200
UNTOLD = (Q(batch=None) | Q(batch__withdrawn_at__isnull=False) | Q(revoked_in__isnull=False)) & Q(set_aside="")
"""Of keys that are believed: no batch that stands tells them, or what stands last took them back."""
FREE = Q(batch=None) | Q(batch__withdrawn_at__isnull=False)
"""Of made keys: no batch that stands tells them."""
TOLD = Q(batch__isnull=False) & (Q(revoked_in=None) | Q(revoked_in__withdrawn_at__isnull=False))
"""Of keys that are not believed any more: a batch told them, and none that stands took them back."""
NOT_IN_FORCE = (UploadState.REVOKED, UploadState.REFUSED, UploadState.WAITING)  # who was revoked may hand in again
_REPORTS = {ReportType.TEST: Report.TEST, ReportType.CLINICAL: Report.CLINICAL, ReportType.CONTACT: Report.SELF}


@dataclass(slots=True)
class Waiting:
    """Rows that wait, by column, and where each stands: its primary key, and whether it is a real one (`DayKey`)."""

    keys: list[str] = field(default_factory=list)
    start: list[int] = field(default_factory=list)
    report: list[int] = field(default_factory=list)
    revoked: list[bool] = field(default_factory=list)
    person: list[int] = field(default_factory=list)
    pks: list[int] = field(default_factory=list)
    real: list[bool] = field(default_factory=list)
    reported_s: list[int] = field(default_factory=list)
    begun: list[bool] = field(default_factory=list)
    synthetic: list[bool] = field(default_factory=list)
    unread: int = 0

    def add(
        self,
        rows: Iterable[tuple[Hashable, int, str, datetime, int, datetime]],
        *,
        revoked: bool = False,
        begun: Collection[Hashable] | None = None,
    ) -> None:
        """Rows of (person, primary key, key, start, report, reported at), those of a person together.

        `begun` are the real people of whom something is out; without it the rows are of made ones. A key that does not
        open, because its data key is gone, is counted and left where it is.
        """
        last: Hashable = None
        for name, pk, key, starts_at, report, reported_at in rows:
            if len(key) != 2 * KEY_BYTES:
                self.unread += 1
                continue
            if name != last:
                last = name
                self.reported_s.append(_s(reported_at))
                self.begun.append(begun is None or name in begun)
                self.synthetic.append(begun is None)
            self.keys.append(key)
            self.start.append(_s(starts_at))
            self.report.append(report)
            self.pks.append(pk)
            self.person.append(len(self.reported_s) - 1)
        more = len(self.pks) - len(self.real)
        self.real += [begun is not None] * more
        self.revoked += [revoked] * more

    def people(self) -> "People":
        """As `composing` takes them."""
        import numpy as np

        from vungxanh.core.exposure.composing import People

        def column(values: list[Any], kind: "type[np.generic]") -> "np.ndarray":
            return np.array(values, kind)

        return People(
            np.frombuffer(bytes.fromhex("".join(self.keys)), np.uint8).reshape(-1, KEY_BYTES),
            column(self.start, np.int64),
            column(self.report, np.uint8),
            column(self.revoked, np.bool_),
            column(self.person, np.int64),
            column(self.reported_s, np.int64),
            column(self.begun, np.bool_),
            column(self.synthetic, np.bool_),
        )


def waiting(at: datetime, back: Collection[Any], again: Collection[Any]) -> Waiting:
    """All that may go into a batch now; `back` and `again` are the made persons to take back and to bring back."""
    found = Waiting()
    reported = _reports(at)
    gone = CoverKey.objects.filter(revoked_in__isnull=False).values("person")
    begun = set(
        DayKey.objects.filter(batch__isnull=False, upload__state__in=LIVE, upload__received_at__gt=_oldest(at))
        .values_list("upload_id", flat=True)
        .distinct()
    )
    found.add(_real(_keys(at, revoked=True), reported), revoked=True, begun=frozenset())
    made = CoverKey.objects.filter(ends_at__gt=_oldest(at))
    found.add(_made(made.filter(revoked_in__withdrawn_at__isnull=False)), revoked=True)
    found.add(_made(made.filter(person__in=list(back), batch__isnull=False)), revoked=True)
    found.add(_real(_keys(at, revoked=False), reported), begun=begun)
    found.add(_made(made.filter(person__in=list(again), batch__isnull=False)))
    chosen = [*back, *again]
    found.add(_made(made.filter(FREE).exclude(person__in=gone).exclude(person__in=chosen)))
    return found


def still(*, revoked: bool, at: datetime) -> Iterable[int]:
    """The real keys (`DayKey`) that wait now, to be told or to be taken back."""
    return _keys(at, revoked=revoked).order_by().values_list("pk", flat=True)


def _keys(at: datetime, *, revoked: bool) -> QuerySet[DayKey]:
    rows = DayKey.objects.filter(ends_at__gt=_oldest(at)).order_by("upload_id", "starts_at")
    if revoked:
        return rows.filter(TOLD, upload__state__in=NOT_IN_FORCE)
    return rows.filter(UNTOLD, upload__kind=UploadKind.CASE, upload__state__in=LIVE)


def _real(rows: QuerySet[DayKey], reported: dict[Any, tuple[datetime, int]]) -> Iterable[Any]:
    columns = rows.values_list("upload_id", "pk", "key", "starts_at")
    for upload, pk, key, starts_at in columns.iterator(chunk_size=5_000):
        if upload in reported:
            received_at, report = reported[upload]
            yield upload, pk, key, starts_at, report, received_at


def _made(rows: QuerySet[CoverKey]) -> Iterable[Any]:
    listed = rows.order_by("person", "starts_at")
    return listed.values_list("person", "pk", "key", "starts_at", "report", "reported_at").iterator(chunk_size=5_000)


def _reports(at: datetime) -> dict[Any, tuple[datetime, int]]:
    """When each case reported, and how it is known."""
    rows = Upload.objects.filter(kind=UploadKind.CASE, keys__ends_at__gt=_oldest(at)).distinct()
    return {
        pk: (received_at, int(_report(said)))
        for pk, received_at, said in rows.values_list("pk", "received_at", "code__report_type")
    }


def covers_to_take_back(at: datetime, each: int, *, chance: Chance) -> list[Hashable]:
    """Made persons to revoke along with the real ones: of the same batches and days, so that nobody stands out."""
    first = [key for key in _to_take_back(at) if key.revoked_in_id is None]  # the others have theirs already
    return _alike(first, CoverKey.objects.filter(revoked_in=None), "batch_id", each, at=at, chance=chance)


def covers_to_bring_back(at: datetime, each: int, *, chance: Chance) -> list[Hashable]:
    """Made persons who were revoked and are published again along with real ones whose revocation was the mistake."""
    rows = DayKey.objects.filter(revoked_in__isnull=False, upload__kind=UploadKind.CASE, upload__state__in=LIVE)
    again = rows.filter(ends_at__gt=_oldest(at)).select_related("upload__code").defer("key", "day_key")
    made = CoverKey.objects.filter(revoked_in__isnull=False, revoked_in__withdrawn_at=None)
    return _alike(list(again), made, "revoked_in_id", each, at=at, chance=chance)


def _to_take_back(at: datetime) -> list[DayKey]:
    rows = DayKey.objects.filter(TOLD, upload__state__in=NOT_IN_FORCE, ends_at__gt=_oldest(at))
    return list(rows.select_related("upload__code").order_by("upload_id", "starts_at"))


def _alike(
    keys: Iterable[DayKey], made: QuerySet[CoverKey], where: str, each: int, *, at: datetime, chance: Chance
) -> list[Hashable]:
    """As many made persons for each upload of these keys, whose keys stand in the same batches (column `where`)."""
    real: defaultdict[object, set[Hashable]] = defaultdict(set)
    for key in keys:
        real[key.upload_id].add((getattr(key, where), _s(key.starts_at), int(_reported(key))))
    if not real:
        return []
    batches = {trace[0] for traces in real.values() for trace in traces if isinstance(trace, tuple)}
    published = made.filter(batch__isnull=False, ends_at__gt=_oldest(at))
    beside = published.filter(**{f"{where}__in": batches}).values("person")
    found: defaultdict[Hashable, set[Hashable]] = defaultdict(set)
    columns = ("person", where, "starts_at", "report")
    for person, batch, starts_at, report in published.filter(person__in=beside).values_list(*columns):
        found[person].add((batch, _s(starts_at), report))
    traces = {name: frozenset(found[name]) for name in sorted(found, key=str)}
    return alike([frozenset(one) for one in real.values()], traces, each, chance=chance)


def shapes(at: datetime) -> list[Shape]:
    """How the last real people reported: which days, from which hour."""
    since = at - timedelta(days=SHAPE_DAYS)
    recent = Upload.objects.filter(kind=UploadKind.CASE, state__in=LIVE, received_at__gt=since)
    latest = recent.order_by("-received_at").values_list("pk", "received_at", "code__report_type")[:MOST_SHAPES]
    said = {pk: (_s(at) // DAY_S, _report(report_type)) for pk, at, report_type in latest}
    rows = DayKey.objects.filter(upload__in=list(said), set_aside="").order_by("upload_id", "starts_at")
    found: defaultdict[object, list[Part]] = defaultdict(list)
    for upload, starts_at in rows.values_list("upload_id", "starts_at"):
        day, report = said[upload]
        found[upload].append(Part(day - _s(starts_at) // DAY_S, _s(starts_at) % DAY_S, report))
    return [tuple(parts) for parts in found.values()]


def _report(said: str | None) -> Report:
    """How a case is known by what was written on the code."""
    return _REPORTS[ReportType(said)] if said else Report.UNKNOWN


def _reported(key: DayKey) -> Report:
    code = key.upload.code
    return _report(code.report_type if code else None)


def _oldest(at: datetime) -> datetime:
    return at - timedelta(days=RETENTION_DAYS + 1)


def _s(moment: datetime) -> int:
    return int(moment.timestamp())
