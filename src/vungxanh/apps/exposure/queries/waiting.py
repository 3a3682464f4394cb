"""Whose keys wait for a batch, as the maker of batches wants them; nobody's name is among them (khóa chờ công bố)."""

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from vungxanh.apps.exposure.models import CoverKey, DayKey, ReportType, UploadKind, UploadState
from vungxanh.core.exposure.batch import Report, Row
from vungxanh.core.exposure.padding import RETENTION_DAYS, Chance, Person, Shape, alike
from vungxanh.core.exposure.slotkeys import SlotKey

Places = dict[bytes, tuple[type[DayKey] | type[CoverKey], int]]
"""Where each key that was read stands: its table and row."""

LIVE = (UploadState.ACCEPTED, UploadState.CHECKED)
SHAPE_DAYS = 14
UNTOLD = Q(batch=None) | Q(batch__withdrawn_at__isnull=False) | Q(revoked_in__isnull=False)
"""Of keys that are believed: no batch that stands tells them, or what stands last took them back."""
_NOT_IN_FORCE = (UploadState.REVOKED, UploadState.REFUSED, UploadState.WAITING)  # who was revoked may hand in again
_TOLD = Q(batch__isnull=False) & (Q(revoked_in=None) | Q(revoked_in__withdrawn_at__isnull=False))
_REPORTS = {ReportType.TEST: Report.TEST, ReportType.CLINICAL: Report.CLINICAL, ReportType.CONTACT: Report.SELF}


def real_people(at: datetime, places: Places) -> list[Person]:
    """Those whose keys are not all told, in the order of reports; fills `places`; `name` begins with `u`."""
    rows = (
        DayKey.objects.filter(UNTOLD, upload__kind=UploadKind.CASE, upload__state__in=LIVE, ends_at__gt=_oldest(at))
        .select_related("upload__code")
        .order_by("upload__received_at", "upload_id", "starts_at")
    )
    begun = set(
        DayKey.objects.filter(batch__isnull=False, upload__state__in=LIVE, upload__received_at__gt=_oldest(at))
        .values_list("upload_id", flat=True)
        .distinct()
    )
    return [
        Person(
            tuple(_row(key, _reported(key), places) for key in keys),
            _s(keys[0].upload.received_at),
            f"u{pk}",
            pk in begun,
        )
        for pk, keys in _grouped(rows, "upload_id")
    ]


def cover_people(at: datetime, places: Places, *, but: Collection[Hashable] = ()) -> list[Person]:
    """The made ones of whom something waits, or went with a batch that was withdrawn; `name` begins with `c`.

    Nothing more comes of one who was taken back. `but` are persons chosen for something else.
    """
    waiting = Q(batch=None) | Q(batch__withdrawn_at__isnull=False)
    back = CoverKey.objects.filter(revoked_in__isnull=False).values("person")
    rows = CoverKey.objects.filter(waiting, ends_at__gt=_oldest(at)).exclude(person__in=back)
    return _covers(rows.order_by("reported_at", "person", "starts_at"), places, but=but)


def taken_back(at: datetime, places: Places) -> list[Person]:
    """Those whose published keys are to be revoked, and the made ones whose revocation went with a withdrawn batch."""
    covers = CoverKey.objects.filter(revoked_in__withdrawn_at__isnull=False, ends_at__gt=_oldest(at))
    people = [
        Person(
            tuple(_row(key, _reported(key), places, revoked=True) for key in keys),
            _s(keys[0].upload.received_at),
            f"u{pk}",
        )
        for pk, keys in _grouped(_to_take_back(at), "upload_id")
    ]
    return people + _covers(covers.order_by("person", "starts_at"), places, revoked=True)


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


def covers(names: Collection[Hashable], at: datetime, places: Places, *, revoked: bool) -> list[Person]:
    """The published keys of these made persons, to be revoked or brought back."""
    rows = CoverKey.objects.filter(person__in=list(names), batch__isnull=False, ends_at__gt=_oldest(at))
    return _covers(rows.order_by("person", "starts_at"), places, revoked=revoked)


def _to_take_back(at: datetime) -> list[DayKey]:
    rows = DayKey.objects.filter(_TOLD, upload__state__in=_NOT_IN_FORCE, ends_at__gt=_oldest(at))
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
    """How real people of the last two weeks reported: which days, from which hour."""
    rows = (
        DayKey.objects.filter(
            upload__kind=UploadKind.CASE,
            upload__state__in=LIVE,
            upload__received_at__gt=at - timedelta(days=SHAPE_DAYS),
        )
        .select_related("upload__code")
        .defer("key", "day_key")
        .order_by("upload_id", "starts_at")
    )
    return [
        Person(tuple(_bare(key) for key in keys), _s(keys[0].upload.received_at)).shape
        for _pk, keys in _grouped(rows, "upload_id")
    ]


def _covers(
    rows: Iterable[CoverKey], places: Places, *, revoked: bool = False, but: Collection[Hashable] = ()
) -> list[Person]:
    return [
        Person(
            tuple(_row(key, Report(key.report), places, revoked=revoked) for key in keys),
            _s(keys[0].reported_at),
            f"c{pk}",
            begun=True,
            synthetic=True,
        )
        for pk, keys in _grouped(rows, "person")
        if pk not in but
    ]


def _grouped(rows: Iterable[Any], name: str) -> Iterator[tuple[object, list[Any]]]:
    """By person, in the order in which each comes first."""
    found: defaultdict[object, list[Any]] = defaultdict(list)
    for row in rows:
        found[getattr(row, name)].append(row)
    yield from found.items()


def _row(key: DayKey | CoverKey, report: Report, places: Places, *, revoked: bool = False) -> Row:
    content = bytes.fromhex(key.key)
    places[content] = (type(key), key.pk)
    return Row(SlotKey(content, _s(key.starts_at), _s(key.ends_at)), report, revoked)


def _bare(key: DayKey) -> Row:
    return Row(SlotKey(b"", _s(key.starts_at), _s(key.ends_at)), _reported(key))


def _reported(key: DayKey) -> Report:
    code = key.upload.code
    return _REPORTS[ReportType(code.report_type)] if code else Report.UNKNOWN


def _oldest(at: datetime) -> datetime:
    return at - timedelta(days=RETENTION_DAYS + 1)


def _s(moment: datetime) -> int:
    return int(moment.timestamp())
