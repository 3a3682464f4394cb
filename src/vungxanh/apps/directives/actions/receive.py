"""Take a letter in: keep the file, read it, lay the draft on the desk (tiếp nhận)."""

from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from typing import IO

from django.conf import settings
from django.db import transaction
from django.utils.translation import get_language

from vungxanh.apps.directives import policies
from vungxanh.apps.directives.actions.keep_reading import AlreadyReceived, keep_reading
from vungxanh.apps.directives.actions.tell import tell_of_reading
from vungxanh.apps.directives.events import ScanReceived
from vungxanh.apps.directives.models import Directive, Reception, ReceptionState
from vungxanh.apps.directives.queries.duplicates import same_file
from vungxanh.apps.org.models import Unit
from vungxanh.apps.org.officers import Officer
from vungxanh.apps.org.queries.directory import directory_on
from vungxanh.apps.org.queries.officers import officers_of
from vungxanh.core.directives.model import Directive as Reading
from vungxanh.core.directives.reader import read_directive
from vungxanh.core.directives.receipt import received_on
from vungxanh.core.records.worktime import OutsideCalendar
from vungxanh.kit import events
from vungxanh.kit.calendar.queries import CalendarMissing, work_calendar
from vungxanh.kit.clock import day_of
from vungxanh.kit.extract import Extracted, Unreadable, extract
from vungxanh.kit.files.actions import discard, store
from vungxanh.kit.files.models import StoredFile
from vungxanh.kit.files.queries import path_of
from vungxanh.kit.files.refusals import FileRefused
from vungxanh.kit.files.types import DOCUMENTS
from vungxanh.kit.problems import FieldError, Invalid, Problem

# A scan runs out of this at its first page, which tells it from a file with text; it is then read in the background.
AT_ONCE_S = 0.0


@dataclass(frozen=True, slots=True)
class Upload:
    """A letter as handed in: its bytes, or a stream of them with the size that was declared."""

    name: str
    data: bytes | IO[bytes]
    size: int | None = None

    @property
    def stream(self) -> IO[bytes]:
        """The bytes to read, once."""
        return BytesIO(self.data) if isinstance(self.data, bytes) else self.data


def pasted(text: str) -> Upload:
    """A letter handed in as text copied from elsewhere (dán nội dung)."""
    return Upload("van-ban-dan.txt", text.encode())


def receive(upload: Upload, *, by: Officer, at: datetime) -> Reception:
    """Keep and read a letter; DONE carries the draft, WAITING a scan that is read in the background.

    AlreadyReceived names the directive the unit has; Invalid and FileRefused say what is wrong with the file. In every
    refusal nothing is kept.
    """
    policies.must_be_able_to_receive(by)
    stored = _kept(upload, by=by, at=at)
    try:
        if known := same_file(by.unit, stored.sha256):
            raise AlreadyReceived(known)
        extracted = _text_at_once(stored.name, path_of(stored).read_bytes())
        if extracted is None:
            return _await_reading(stored, by=by, at=at)
        reading = _read(extracted.text, by.unit, at)
        with transaction.atomic():
            directive = keep_reading(reading, file=stored, notes=extracted.warnings, by=by, at=at)
            return _reception(stored, ReceptionState.DONE, directive, by=by, at=at)
    except Problem:
        discard(stored, by=by, at=at)
        raise


def read_reception(reception_id: int, *, at: datetime) -> Reception:
    """Read a waiting scan page by page; a second run, or a run after a crash, ends in the same rows."""
    reception = Reception.objects.select_related("file", "unit", "by").get(pk=reception_id)
    if reception.state in (ReceptionState.DONE, ReceptionState.FAILED):
        return reception
    _progress(reception, state=ReceptionState.READING)
    try:
        data = path_of(reception.file).read_bytes()
        text = extract(reception.name, data, progress=lambda page, pages: _progress(reception, page=page, pages=pages))
        reading = _read(text.text, reception.unit, at)
        with transaction.atomic():
            directive = keep_reading(reading, file=reception.file, notes=text.warnings, by=_officer(reception), at=at)
            _progress(reception, state=ReceptionState.DONE, directive=directive)
            tell_of_reading(reception, at=at)
    except AlreadyReceived as repeat:
        _end(reception, at=at, state=ReceptionState.DONE, directive=repeat.directive, is_repeat=True)
    except (Unreadable, Problem) as refused:
        _end(reception, at=at, state=ReceptionState.FAILED, problem=str(refused)[:1000])
    return reception


def _end(reception: Reception, *, at: datetime, **fields: object) -> None:
    with transaction.atomic():
        _progress(reception, **fields)
        tell_of_reading(reception, at=at)


def _kept(upload: Upload, *, by: Officer, at: datetime) -> StoredFile:
    """The file in the store; what is wrong with it is said beside the field it came by."""
    limit = settings.MAX_UPLOAD_BYTES
    try:
        return store(
            upload.stream, name=upload.name, allowed=DOCUMENTS, max_bytes=limit, size=upload.size, by=by, at=at
        )
    except FileRefused as refused:
        refused.errors = (FieldError("file", refused.detail),)
        raise


def _text_at_once(name: str, data: bytes) -> Extracted | None:
    """The file's text when it holds any; None for a scan that recognition must read."""
    try:
        return extract(name, data, time_limit_s=AT_ONCE_S)
    except Unreadable as unreadable:
        if unreadable.code == "too_slow":
            return None
        sentence = unreadable.sentence("en" if get_language() == "en" else "vi")
        raise Invalid(sentence, errors=[FieldError("file", sentence)]) from unreadable


def _await_reading(stored: StoredFile, *, by: Officer, at: datetime) -> Reception:
    with transaction.atomic():
        reception = _reception(stored, ReceptionState.WAITING, None, by=by, at=at)
        events.announce(ScanReceived(reception.pk, at))
    return reception


def _read(text: str, unit: Unit, at: datetime) -> Reading:
    """Read with the directory of the day of receipt; limits in working days count by the unit's calendar."""

    def add_working_days(day: date, days: int) -> date:
        return work_calendar(at, unit.code).shift_day(day, days)

    directory = directory_on(day_of(at))
    try:
        reading = read_directive(text, directory, add_working_days=add_working_days)
    except (OutsideCalendar, CalendarMissing):  # a deadline then stands without a date, and the desk says so
        reading = read_directive(text, directory)
    return received_on(reading, day_of(at))


def _reception(
    stored: StoredFile, state: ReceptionState, directive: Directive | None, *, by: Officer, at: datetime
) -> Reception:
    return Reception.objects.create(
        unit=by.unit, name=stored.name, file=stored, state=state, directive=directive, by=by.user, seat=by.seat, at=at
    )


def _officer(reception: Reception) -> Officer:
    """Who handed the scan in, as they acted then; without their post they still stand as the person in that unit."""
    seats = officers_of(reception.by, day_of(reception.at))
    plain = Officer(user=reception.by, unit=reception.unit, roles=frozenset())
    return next((seat for seat in seats if seat.seat == reception.seat), plain)


def _progress(reception: Reception, **fields: object) -> None:
    for name, value in fields.items():
        setattr(reception, name, value)
    reception.save(update_fields=list(fields))
