"""People as a line of a list: level, class in a word, chance in per cent, what is left of their time (dòng)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from vungxanh.apps.cases.models import Check, Class, Outcome, Plan, Standing
from vungxanh.apps.cases.models import Place as PlaceOf
from vungxanh.apps.cases.queries.faces import Face, faces
from vungxanh.apps.cases.queries.orders import falling_short
from vungxanh.apps.cases.wording import SYMPTOM_WORDS
from vungxanh.apps.org.officers import Officer
from vungxanh.core.casework.policy import Place
from vungxanh.ui import formats

PLACES: dict[str, str | Promise] = {
    Place.FACILITY: PlaceOf.FACILITY.label,
    Place.HOME: PlaceOf.HOME.label,
    Place.NONE: _("không phải cách ly"),
}
# Shapes of the design system for what came of a check.
SHAPES = {
    Outcome.DUE: "not-started",
    Outcome.WELL: "done",
    Outcome.SYMPTOMS: "overdue",
    Outcome.NOT_REACHED: "waiting",
    Outcome.AWAY: "waiting",
}


def chance(probability: float) -> str:
    """A probability as pages write it: 0,9 %."""
    return formats.percent(probability, get_language() or "vi", 1)


def days_left(end: date | None, today: date) -> str:
    """What is left of a stretch of days, both ways: "còn 3 ngày · thứ Năm 20/08"."""
    if end is None:
        return ""
    left, when = (end - today).days, formats.weekday(end, get_language() or "vi")
    if left < 0:
        return gettext("đã hết %(when)s") % {"when": when}
    if left == 0:
        return gettext("ngày cuối · %(when)s") % {"when": when}
    return ngettext("còn %(n)d ngày", "còn %(n)d ngày", left) % {"n": left} + f" · {when}"


def told_of(check: Check) -> str:
    """The symptoms and the temperature of a check in words: "sốt, ho · 38,5 °C"; empty when none were told."""
    words = ", ".join(str(SYMPTOM_WORDS.get(key, key)) for key in check.symptoms)
    if check.temperature is None:
        return words
    degrees = f"{formats.number(float(check.temperature), get_language() or 'vi', 1)} °C"
    return f"{words} · {degrees}" if words else degrees


def symptom_boxes(ticked: Collection[str] = (), *, key: str = "", error: str = "") -> str:
    """What may be ticked, the same in every row of a page: made once, for it is half of what the rows cost.

    In the row whose check is `key` it says what is wrong.
    """
    context = {"words": SYMPTOM_WORDS, "ticked": ticked, "key": key, "error": error}
    return render_to_string("cases/_symptoms.html", context)


@dataclass(frozen=True, slots=True)
class PersonLine:
    """What a row shows of a person; `plan` is None for who is followed by nobody."""

    standing: Standing
    face: Face
    plan: Plan | None
    today: date

    @property
    def level(self) -> str:
        """F0, F1 …"""
        return f"F{self.standing.level}"

    @property
    def risk(self) -> str | Promise:
        """The class in a word; empty for a case."""
        return Class(self.standing.risk).label if self.standing.risk else ""

    @property
    def chance(self) -> str:
        """The probability in per cent."""
        return chance(self.standing.probability)

    @property
    def place(self) -> str | Promise:
        """Where they stay apart."""
        return PLACES.get(self.plan.place, "") if self.plan else ""

    @property
    def left(self) -> str:
        """How long they are still followed."""
        return days_left(self.plan.ends_on, self.today) if self.plan and self.plan.ended_on is None else ""


@dataclass(frozen=True, slots=True)
class CheckLine:
    """One check of a day as a row of the home page; `error` is what the last try was refused for.

    `short` is the day the quarantine order ends on where the quarantine lasts longer.
    """

    check: Check
    line: PersonLine
    error: str = ""
    short: date | None = None

    @property
    def shape(self) -> str:
        """The state's shape."""
        return SHAPES[Outcome(self.check.outcome)]

    @property
    def told(self) -> str:
        """Symptoms and temperature in words."""
        return told_of(self.check)

    @property
    def is_done(self) -> bool:
        """Whether somebody wrote it down already."""
        return self.check.outcome != Outcome.DUE

    @property
    def day_of_plan(self) -> tuple[int, int]:
        """Which day of how many this is."""
        plan = self.check.plan
        return (self.check.day - plan.starts_on).days + 1, (plan.ends_on - plan.starts_on).days + 1


def lines_of(officer: Officer, rows: Sequence[Standing], *, at: datetime, today: date) -> list[PersonLine]:
    """The lines of these standings, which came with person and plan (3 queries)."""
    shown = faces(officer, [row.person for row in rows], at=at)
    return [PersonLine(row, shown[row.person_id], getattr(row.person, "plan", None), today) for row in rows]


def check_lines(officer: Officer, rows: Sequence[Check], *, at: datetime, today: date) -> list[CheckLine]:
    """The lines of these checks, which came with plan, person and standing (4 queries)."""
    people = {row.plan.person_id: row.plan.person for row in rows}
    shown = faces(officer, list(people.values()), at=at)
    short = falling_short([row.plan for row in rows])
    return [
        CheckLine(
            row,
            PersonLine(row.plan.person.standing, shown[row.plan.person_id], row.plan, today),
            short=short.get(row.plan_id),
        )
        for row in rows
    ]
