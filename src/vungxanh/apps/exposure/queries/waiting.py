"""Whose keys wait for a batch, as the maker of batches wants them; nobody's name is among them (khóa chờ công bố)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q

from vungxanh.apps.exposure.models import CoverKey, DayKey, ReportType, UploadKind, UploadState
from vungxanh.core.exposure.batch import Report, Row
from vungxanh.core.exposure.padding import RETENTION_DAYS, Person, Shape
from vungxanh.core.exposure.slotkeys import SlotKey

Places = dict[bytes, tuple[type[DayKey] | type[CoverKey], int]]
"""Where each key that was read stands: its table and row."""

LIVE = (UploadState.ACCEPTED, UploadState.CHECKED)
SHAPE_DAYS = 14
_REPORTS = {ReportType.TEST: Report.TEST, ReportType.CLINICAL: Report.CLINICAL, ReportType.CONTACT: Report.SELF}


def real_people(at: datetime, places: Places) -> list[Person]:
    """Those whose keys were not all published, in the order of reports; fills `places`; `name` begins with `u`."""
    rows = (
        DayKey.objects.filter(batch=None, upload__kind=UploadKind.CASE, upload__state__in=LIVE, ends_at__gt=_oldest(at))
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


def cover_people(at: datetime, places: Places) -> list[Person]:
    """The made ones of whom something waits; `name` begins with `c`."""
    rows = CoverKey.objects.filter(batch=None, ends_at__gt=_oldest(at)).order_by("reported_at", "person", "starts_at")
    return [
        Person(
            tuple(_row(key, Report(key.report), places) for key in keys), _s(keys[0].reported_at), f"c{pk}",
            begun=True, synthetic=True,
        )
        for pk, keys in _grouped(rows, "person")
    ]  # fmt: skip


def taken_back(at: datetime, places: Places) -> list[Person]:
    """Those whose published keys are to be revoked: taken back, or in a batch that was withdrawn."""
    out = {"batch__isnull": False, "revoked_in": None, "ends_at__gt": _oldest(at)}
    real = (
        DayKey.objects.filter(Q(upload__state=UploadState.REVOKED) | Q(batch__withdrawn_at__isnull=False), **out)
        .select_related("upload__code")
        .order_by("upload_id", "starts_at")
    )
    made = CoverKey.objects.filter(batch__withdrawn_at__isnull=False, **out).order_by("person", "starts_at")
    people = [
        Person(
            tuple(_row(key, _reported(key), places, revoked=True) for key in keys),
            _s(keys[0].upload.received_at),
            f"u{pk}",
        )
        for pk, keys in _grouped(real, "upload_id")
    ]
    return people + [_cover_back(pk, keys, places) for pk, keys in _grouped(made, "person")]


def covers_to_take_back(at: datetime, places: Places, count: int) -> list[Person]:
    """The last published made people: some are revoked along with real ones, so that a revocation tells nothing."""
    rows = CoverKey.objects.filter(
        batch__isnull=False, batch__withdrawn_at=None, revoked_in=None, ends_at__gt=_oldest(at)
    )
    names = list(rows.order_by("-batch__number", "person").values_list("person", flat=True).distinct()[:count])
    chosen = rows.filter(person__in=names).order_by("person", "starts_at")
    return [_cover_back(pk, keys, places) for pk, keys in _grouped(chosen, "person")]


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


def _cover_back(pk: object, keys: list[CoverKey], places: Places) -> Person:
    rows = tuple(_row(key, Report(key.report), places, revoked=True) for key in keys)
    return Person(rows, _s(keys[0].reported_at), f"c{pk}", begun=True, synthetic=True)


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
