"""Whom somebody met, as they tell it, over HTTP: several people and meetings at once (/cases/people/{id}/contacts)."""

import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ninja import Field, Router, Schema

from vungxanh.apps.cases import keys, policies
from vungxanh.apps.cases.actions import interviewing
from vungxanh.apps.cases.actions.interviewing import Contact
from vungxanh.apps.cases.actions.people import must_be_sound
from vungxanh.apps.cases.actions.searching import told_alike
from vungxanh.apps.cases.api import shown
from vungxanh.apps.cases.api.asked import commune_named, known_of
from vungxanh.apps.cases.api.bodies import Moment, PersonEntryIn
from vungxanh.apps.cases.api.exchange_schemas import CandidateOut
from vungxanh.apps.cases.api.schemas import ExposureOut
from vungxanh.apps.cases.models import LONGEST_NOTE, Class, Person, Setting
from vungxanh.apps.cases.queries.duplicates import Candidate, likest
from vungxanh.apps.cases.queries.records import person_of
from vungxanh.apps.org.api.seat import officer_of
from vungxanh.apps.org.officers import Officer
from vungxanh.core.casework.alike_rows import alike_rows
from vungxanh.kit import clock
from vungxanh.kit.api.guards import guarded_by
from vungxanh.kit.api.schemas import ProblemOut, Strict
from vungxanh.kit.problems import Conflict, FieldError, Invalid

router = Router(tags=["cases"])
MOST_ROWS = 200
Row = Annotated[int, Field(ge=1, le=MOST_ROWS)]


class ToldContactIn(PersonEntryIn):
    """A person who was met, where they live (be it elsewhere in the province), and when; rows count from 1.

    Without `is_timed` only the days are known, and the moments are their bounds. `level` follows from the time unless
    told. `same_row` and `other_rows` answer for rows above what `same` and `others` answer for records.
    """

    started_at: Moment
    ended_at: Moment
    is_timed: bool = True
    setting: Setting = Setting.UNKNOWN
    level: Class | None = None
    note: str = Field("", max_length=LONGEST_NOTE)
    same_row: Row | None = None
    other_rows: Annotated[list[Row], Field(max_length=MOST_ROWS)] = []


class InterviewIn(Strict):
    """What somebody told; `draft` is the caller's own name for it: sent again it enters nothing twice."""

    draft: str = Field(min_length=8, max_length=64)
    contacts: list[ToldContactIn] = Field(min_length=1, max_length=MOST_ROWS)


class RowMayBeKnownOut(Schema):
    """A row that may be a record, or the person of a row above: say `same` or `others`, `same_row` or `other_rows`."""

    row: int
    candidates: list[CandidateOut]
    rows: list[int]


class RowsMayBeKnownOut(ProblemOut):
    """Nobody was entered: the rows that may tell of somebody known; answer all of them and send it again."""

    rows: list[RowMayBeKnownOut]


class RowsMayBeKnown(Conflict):
    """Rows may tell of somebody known already (có thể đã có hồ sơ); `rows` are shown as `RowMayBeKnownOut` says."""

    slug, title = "rows-may-be-known", gettext_lazy("Có thể đã có hồ sơ")

    def __init__(self, rows: Sequence[shown.Shown]) -> None:
        super().__init__(_("Chưa ghi ai. Trả lời từng dòng được nêu là ai, hoặc không phải ai, rồi gửi lại."))
        self.rows = rows

    def as_json(self, *, instance: str = "") -> dict[str, Any]:
        """The problem document with the rows."""
        return super().as_json(instance=instance) | {"rows": self.rows}


@router.post(
    "/people/{int:pk}/contacts",
    response={200: list[ExposureOut], 409: RowsMayBeKnownOut},
    summary="Ghi người tiếp xúc / tell contacts",
)
@guarded_by(interviewing.tell)
def tell_contacts(request: HttpRequest, pk: int, body: InterviewIn) -> list[shown.Shown]:
    """Enter whom a person met, all or nobody. Who may be known already is asked about first (409), row by row.

    Contacts stand where they live: those there find them at once.
    """
    officer, at = officer_of(request), clock.now()
    policies.must_enter(officer)
    source = person_of(officer, pk)
    policies.must_follow_up(officer, source)
    contacts = [_contact(row, told, source, officer, at) for row, told in enumerate(body.contacts, 1)]
    before = interviewing.told_before(contacts, body.draft)
    _must_be_answered(body.contacts, contacts, before, source, by=officer, at=at)
    interviewing.tell(source, contacts, draft=body.draft, by=officer, at=at, entropy=secrets.token_bytes)
    rows = interviewing.told_before(contacts, body.draft).values()
    eyes = shown.Eyes(officer, [person for row in rows for person in (row.source, row.target)], at)
    return [shown.exposure(row, eyes) for row in rows]


def _contact(row: int, told: ToldContactIn, source: Person, officer: Officer, at: datetime) -> Contact:
    """A row as the action takes it; what is wrong with it names the row."""
    known = known_of(told)
    try:
        must_be_sound(known, at)
        place = commune_named(told.commune, source, "commune") if told.commune else source.commune or officer.unit
    except Invalid as wrong:
        raise Invalid(wrong.detail, errors=[replace(error, row=row) for error in wrong.errors]) from wrong
    return Contact(
        known,
        place,
        **told.dict(include={"started_at", "ended_at", "setting", "note", "is_timed", "level"}),
        same_as=person_of(officer, told.same) if told.same else None,
        same_row=told.same_row - 1 if told.same_row else None,
        others=[person_of(officer, key) for key in told.others],
        other_rows=[other - 1 for other in told.other_rows],
    )


def _must_be_answered(
    told: Sequence[ToldContactIn],
    contacts: Sequence[Contact],
    before: Collection[int],
    source: Person,
    *,
    by: Officer,
    at: datetime,
) -> None:
    """RowsMayBeKnown while a row of nobody entered before may be somebody; whom it names has it in their history."""
    identities = [each.known.identity() for each in contacts]
    asked = {row: each for row, each in enumerate(identities) if row not in before}
    found = likest(policies.area(by), asked, {row: keys.of(each) for row, each in asked.items()})
    alike = {row: other for row, (other, _likeness) in alike_rows(identities).items() if row in asked}
    open_rows = [row for row in asked if not _is_answered(row, told[row], found, alike, source)]
    if not open_rows:
        return
    listed = {row: found[row] for row in open_rows if row in found}
    told_alike([(identities[row], each.person) for row, each in listed.items()], by=by, at=at)
    eyes = shown.Eyes(by, [each.person for each in listed.values()], at)
    raise RowsMayBeKnown(
        [
            {
                "row": row + 1,
                "candidates": shown.candidates(None, [listed[row]] if row in listed else [], eyes),
                "rows": [alike[row] + 1] if row in alike else [],
            }
            for row in open_rows
        ]
    )


def _is_answered(
    row: int, told: ToldContactIn, found: Mapping[int, Candidate], alike: Mapping[int, int], source: Person
) -> bool:
    """Whether it is said who a row is; nobody is a contact of himself, and an answer speaks of who is listed alone."""
    listed = {found[row].person.pk} if row in found else set[int]()
    rows = {alike[row] + 1} if row in alike else set[int]()
    if told.same in listed - {source.pk} or told.same_row in rows:
        return True
    if not (listed <= {*told.others} and rows <= {*told.other_rows}):
        return False
    for name in ("same", "same_row"):
        if getattr(told, name) is not None:
            message = _("Không phải một hồ sơ có thể trùng.")
            raise Invalid(message, errors=[FieldError(name, message, row + 1)])
    return True
