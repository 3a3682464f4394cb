"""What the case work API gives; who people are is there only as far as the caller may read it."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from ninja import Field, Schema

from vungxanh.apps.cases.models import (
    CaseState,
    Class,
    Classification,
    OrderState,
    Origin,
    Outcome,
    SampleResult,
    Setting,
    Sex,
)


class PlaceRef(Schema):
    """A unit by its code."""

    code: str
    name: str


class SentenceOut(Schema):
    """A sentence in both languages."""

    vi: str
    en: str


class PersonRef(Schema):
    """Somebody by pseudonym; `name` is empty where the caller may not read it."""

    id: int
    pseudonym: str
    name: str


class TracedPersonOut(PersonRef):
    """A person; while `is_open` is false the facts of identity are empty."""

    is_open: bool
    phone: str
    citizen_id: str
    address: str
    birth_year: int | None
    sex: Sex
    is_vaccinated: bool | None
    commune: PlaceRef | None
    version: int


class PlanOut(Schema):
    """One follow-up; days are inclusive, `overdue` counts checks that nobody did."""

    id: int
    level: int
    place: str
    starts_on: date
    quarantine_ends_on: date | None
    ends_on: date
    overdue: int
    ended_on: date | None
    ended_why: str
    unit: PlaceRef


class StandingOut(Schema):
    """Where somebody stands today, 0 for F0; `case` is the code of the likeliest source."""

    person: PersonRef
    commune: PlaceRef | None
    level: int
    case: str | None
    first_at: datetime | None
    last_at: datetime | None
    sources: int
    probability: float
    risk: str
    is_decided: bool


class PersonRecordOut(TracedPersonOut):
    """A person with standing and plan, where there are any."""

    standing: StandingOut | None
    plan: PlanOut | None


class HandedOnOut(Schema):
    """Who follows the person from now on; while `is_here` is false the caller finds the record no more (404)."""

    person: int
    unit: PlaceRef
    is_here: bool


class SelfLinkOut(Schema):
    """Where a person tells their own health; shown this once, and an earlier one stops."""

    address: str
    expires_at: datetime


class LinkOut(Schema):
    """One step of the chain that explains a level."""

    person: PersonRef
    level: int
    at: datetime
    exposure: int | None


class ExposureOut(Schema):
    """One meeting; withdrawn ones count for nothing. Never metres: `minutes` are by attenuation, near to far."""

    id: int
    source: PersonRef
    target: PersonRef
    started_at: datetime
    ended_at: datetime
    is_timed: bool
    minutes: list[float]
    level: Class
    probability: float | None
    origin: Origin
    setting: Setting
    is_mutual: bool
    withdrawn_at: datetime | None
    withdrawn_why: str


class StandingChangeOut(Schema):
    """What one derivation changed for a person, and why it ran."""

    at: datetime
    kinds: list[str]
    told: SentenceOut
    cause: SentenceOut


class DerivationOut(Schema):
    """One run of deriving; `counts` are people of the caller's place by kind of change.

    Counts from 1 to 4 are null for who reads no identities.
    """

    id: int
    at: datetime
    decision: str
    cause: SentenceOut
    counts: dict[str, int | None]
    sentences: list[SentenceOut]


class RunChangeOut(Schema):
    """What one run changed for one person."""

    person: PersonRef
    commune: PlaceRef | None
    kinds: list[str]
    told: SentenceOut


class CaseOut(Schema):
    """One illness of one person."""

    id: int
    code: str
    number: str
    person: PersonRef
    commune: PlaceRef | None
    classification: Classification
    state: CaseState
    has_symptoms: bool | None
    onset_on: date | None
    sampled_on: date | None
    tested_on: date | None
    result_at: datetime | None
    isolated_at: datetime | None
    ended_on: date | None
    turned_negative: bool
    entered_at: datetime
    version: int


class CountOut(Schema):
    """People of a commune; null where there are fewer than five, or where it would follow by subtraction."""

    commune: PlaceRef
    count: int | None


class RingPreviewOut(Schema):
    """What opening a ring would mean; `people` is what opening it must repeat."""

    level: int
    people: int
    deepened: int
    by_commune: list[CountOut]
    officer_hours: float
    expected_infections: float
    quarantine_days: int


class RingOut(Schema):
    """An open ring."""

    level: int
    opened_at: datetime


class CheckOut(Schema):
    """One check of a day."""

    id: int
    person: PersonRef
    commune: PlaceRef | None
    day: date
    number: int
    outcome: Outcome
    temperature: Decimal | None
    symptoms: list[str]
    version: str


class ReportConfirmedOut(Schema):
    """A report that counts from now on, and the record that it is of."""

    id: UUID
    person: PersonRef | None = Field(description="null where the record stands in another place, which follows them")
    level: int | None = Field(description="null where no case reaches them")
    waits_for_merge: bool = Field(description="Whether `same` and `person` wait for an officer who may merge them")


class SampleOut(Schema):
    """A sample: due, taken, its result."""

    id: int
    due_on: date | None
    taken_on: date | None
    result: SampleResult
    laboratory: str
    version: str = Field(description="What `If-Match` names where the result is written anew")
    case: str | None = Field(None, description="The case that a positive result opened")


class DecisionOut(Schema):
    """An officer's decision in place of what is derived."""

    id: int
    level: int | None
    place: str
    quarantine_until: date | None
    monitoring_until: date | None
    why: str
    at: datetime


class OrderOut(Schema):
    """A quarantine order."""

    id: int
    person: PersonRef
    number: str
    place: str
    facility: str
    from_on: date
    until_on: date
    state: OrderState
    made_at: datetime
    issued_at: datetime | None
    delivered_at: datetime | None


class FiguresOut(Schema):
    """The caller's place at a glance; for who may not read identities null is a number too small to tell."""

    active_cases: int | None
    by_level: dict[int, int | None]
    following: int | None
    overdue: int | None
    due_today: int | None
    done_today: int | None
    by_commune: list[CountOut]
