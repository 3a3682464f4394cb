"""What the case work API takes."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal

from ninja import Field, Schema
from pydantic import AwareDatetime

from vungxanh.apps.cases.exchange.columns import Kind, Template
from vungxanh.apps.cases.models import (
    LAST_NUMBER,
    LONGEST_NOTE,
    LONGEST_SIGN,
    CaseState,
    Class,
    Classification,
    OrderState,
    Origin,
    Outcome,
    Setting,
    Sex,
)
from vungxanh.kit.api.schemas import Code, Id, Strict, Words
from vungxanh.kit.clock import VIETNAM

MOST_AT_ONCE = 500
Keys = Annotated[list[Id], Field(min_length=1, max_length=MOST_AT_ONCE)]
Why = Annotated[str, Field(max_length=200)]
Level = Annotated[int, Field(ge=0, le=9)]
_FIRST, _LAST = (datetime(year, 1, 1, tzinfo=VIETNAM) for year in (2019, 2200))
Moment = Annotated[AwareDatetime, Field(ge=_FIRST, le=_LAST)]
"""A moment with its offset: seven hours more or less would move somebody's quarantine by a day."""


class CaseFilters(Schema):
    """What a list is narrowed to, within the caller's own place."""

    place: Code = Field("", description="A unit's code")
    level: Level | None = None
    following: bool = Field(default=False, description="Only people who are followed up now")
    overdue: bool = Field(default=False, description="Only people with checks that nobody did")
    classification: Classification | None = None
    state: CaseState | None = None
    q: Words = Field("", description="A pseudonym, or a whole telephone number or citizen id")


class TracedPersonIn(Strict):
    """What is known of a person; what is left out is empty."""

    full_name: str = Field("", max_length=200)
    phone: str = Field("", max_length=40)
    citizen_id: str = Field("", max_length=20)
    address: str = Field("", max_length=400)
    birth_year: int | None = Field(None, ge=1880, le=2200)
    sex: Sex = Sex.UNKNOWN
    is_vaccinated: bool = False
    commune: Code = Field("", description="A unit's code; the caller's own place when empty")


class PersonEntryIn(TracedPersonIn):
    """A person to be entered, and who of those listed by an earlier refusal (409) they are or are not."""

    same: Id | None = Field(None, description="The listed record that they are: it is completed, none is added")
    others: Annotated[list[Id], Field(max_length=MOST_AT_ONCE)] = Field(
        [], description="The listed records that they are not: all of them, else the refusal stands"
    )


class WhoseReportIn(Strict):
    """Who of those listed by an earlier refusal (409) sent a report; nothing where nobody is listed."""

    same: Id | None = Field(None, description="The listed record that they are")
    others: Annotated[list[Id], Field(max_length=MOST_AT_ONCE)] = Field(
        [], description="The listed records that they are not: all of them, else the refusal stands"
    )


class IllnessIn(Strict):
    """What is known of a case."""

    classification: Classification = Classification.CONFIRMED
    number: str = Field("", max_length=24)
    has_symptoms: bool | None = None
    onset_on: date | None = None
    sampled_on: date | None = None
    tested_on: date | None = None
    result_at: Moment | None = None
    isolated_at: Moment | None = None
    isolated_early: bool = Field(
        default=False,
        description="The isolation lies before the person could infect anybody, and that is right: refused otherwise",
    )


class CaseChangeIn(IllnessIn):
    """What is known of a case now, all of it."""

    why: Why = Field(
        "",
        description=(
            "Required where onset_on, sampled_on, tested_on or isolated_at was known and becomes another, and where a "
            "probable or confirmed case becomes suspected or not_a_case. Kept in the audit log without names"
        ),
    )


class CaseIn(IllnessIn):
    """Who is ill, and how."""

    person: Id


class CaseEndIn(Strict):
    """How and when the illness ended."""

    state: CaseState
    on: date


class PurposeIn(Strict):
    """What an identity is opened for; it stands in the audit log."""

    purpose: str = Field(max_length=200)


class CaseReasonIn(Strict):
    """Why."""

    why: Why


class MetIn(Strict):
    """One meeting of two people; without `is_timed` only the days are known, and the moments are their bounds."""

    source: Id
    target: Id
    started_at: Moment
    ended_at: Moment
    is_timed: bool = True
    level: Class = Class.HIGH
    origin: Origin = Origin.INTERVIEW
    setting: Setting = Setting.UNKNOWN
    evidence: str = Field("", max_length=80)
    note: str = Field("", max_length=LONGEST_NOTE)


class MeetingsIn(Strict):
    """Meetings, each entered once however often it is sent; all of them or, when one cannot be, none."""

    exposures: list[MetIn] = Field(min_length=1, max_length=MOST_AT_ONCE)


class RingIn(Strict):
    """The number of people that the preview showed: another one means that the ring has grown (409)."""

    people_seen: int = Field(ge=0, le=10_000_000)


class CheckIn(Strict):
    """What a day's check found."""

    outcome: Outcome
    symptoms: list[Annotated[str, Field(max_length=40)]] = Field([], max_length=20)
    temperature: Decimal | None = Field(None, ge=30, le=45, decimal_places=1)


class SampleIn(Strict):
    """A sample was taken."""

    taken_on: date
    laboratory: str = Field("", max_length=120)


class ResultIn(Strict):
    """What the laboratory says, and when it did, now unless told; `why` where a positive result is corrected."""

    result: Literal["negative", "positive", "unclear"]
    result_at: Moment | None = None
    why: Why = ""


class PlanDecisionIn(CaseReasonIn):
    """One of: other days, another level, another place."""

    quarantine_until: date | None = None
    monitoring_until: date | None = None
    level: Level | None = None
    place: Literal["facility", "home", "none"] | None = None


class HandBackIn(CaseReasonIn):
    """Why, and who followed the person when the caller read it: another one by now is 409."""

    seen: Annotated[str, Field(min_length=1, max_length=40, description="The code of `plan.unit` as it was read")]


class HandOnIn(HandBackIn):
    """Who follows from now on."""

    place: Annotated[str, Field(min_length=1, max_length=40, description="A commune's code, anywhere in the province")]


class DraftIn(Strict):
    """The plans (see `people`) that get an order each."""

    plans: Keys
    facility: str = Field("", max_length=200)


class OrdersIn(Strict):
    """Orders to act on."""

    orders: Keys


class OrderNumbersIn(OrdersIn):
    """The first number and what follows it: 123 and "QĐ-UBND".

    `facility` goes into those that send somebody to a facility and do not say to which; it is needed while any is.
    """

    first_number: int = Field(ge=1, le=LAST_NUMBER)
    suffix: str = Field(max_length=LONGEST_SIGN)
    facility: str = Field("", max_length=200)


class RevokeIn(OrdersIn, CaseReasonIn):
    """Why these are taken back."""


class OrderFilters(Schema):
    """Orders of one state."""

    state: OrderState | None = None


class PersonMergeIn(Strict):
    """The record that goes into this one, with the version of it that was read."""

    absorbed: Id
    version: Annotated[int, Field(ge=1, le=2**31 - 1)]


class OtherIn(Strict):
    """The other record."""

    other: Id


class VerdictIn(Strict):
    """What is said of rows that may be somebody known; of every such row when `rows` is empty."""

    verdict: Literal["same", "new", "left"]
    rows: list[Annotated[int, Field(ge=1, le=10_000_000)]] = Field([], max_length=MOST_AT_ONCE)


class ExportIn(Strict):
    """Which list, in whose columns, and what for: the purpose stands in the audit log."""

    kind: Kind
    template: Template = Template.OWN
    form: Literal["csv", "xlsx"] = "csv"
    purpose: str = Field(max_length=200)
    place: Code = ""
    level: Level | None = None


class PastedIn(Strict):
    """A table as text, tabs or commas between the cells, the header first."""

    kind: Kind
    table: str = Field(max_length=20_000_000)
