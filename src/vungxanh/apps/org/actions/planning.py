"""What an import would change, worked out before anything is written (xem trước khi nhập)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from vungxanh.apps.org.actions.refresh import hold_units
from vungxanh.apps.org.models import Alias, Unit, UnitPeriod
from vungxanh.apps.org.rows import UnitRow, check_cells, check_tree
from vungxanh.apps.org.sheet import Cells
from vungxanh.kit.problems import FieldError

FIRST_DAY = date(1900, 1, 1)
"""The day from which the top of the tree is taken to exist when a file does not say."""

_PLAIN = ("latitude", "longitude", "sector", "population", "email", "phone", "address", "is_sample")


@dataclass(slots=True)
class Stored:
    """The directory as it is: units, their periods in order and aliases by code."""

    units: dict[str, Unit]
    history: dict[str, list[UnitPeriod]]
    aliases: dict[str, set[str]]
    codes: dict[int, str] = field(init=False)

    def __post_init__(self) -> None:
        self.codes = {unit.pk: code for code, unit in self.units.items()}

    def last(self, code: str) -> UnitPeriod | None:
        """The unit's last period, planned ones counted; None for an unknown code."""
        periods = self.history.get(code)
        return periods[-1] if periods else None

    def then(self, code: str, day: date) -> UnitPeriod | None:
        """The period begun by the day, else the first to come; None for an unknown code."""
        periods = self.history.get(code, [])
        return next(
            (period for period in reversed(periods) if period.starts_on <= day), periods[0] if periods else None
        )

    def parent_of(self, period: UnitPeriod) -> str:
        """The code of the period's parent, "" for a root."""
        return self.codes.get(period.parent_id or 0, "")


@dataclass(slots=True)
class Plan:
    """The file's rows by what they change: new, dated facts, corrections of the last period, facts without history.

    `parents` gives the tree of the day `on` with the file's rows in it; `first_days` when each unit begins, filled only
    where the rows themselves have no fault.
    """

    on: date
    rows: list[UnitRow]
    parents: dict[str, str]
    new: list[UnitRow] = field(default_factory=list)
    dated: list[UnitRow] = field(default_factory=list)
    corrected: list[UnitRow] = field(default_factory=list)
    plain: list[UnitRow] = field(default_factory=list)
    errors: list[FieldError] = field(default_factory=list)
    first_days: dict[str, date] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Whether the directory already says all of it."""
        return not (self.new or self.dated or self.corrected or self.plain)

    def day_of(self, row: UnitRow) -> date:
        """The day from which the row's changes hold."""
        return row.starts_on or self.on


def stored_units() -> Stored:
    """The whole directory, its rows locked where the database can (3 queries)."""
    units = {unit.code: unit for unit in hold_units().values()}
    history: dict[str, list[UnitPeriod]] = {}
    for period in UnitPeriod.objects.order_by("starts_on"):
        history.setdefault(period.code, []).append(period)
    aliases: dict[str, set[str]] = {}
    for code, text in Alias.objects.values_list("unit__code", "text"):
        aliases.setdefault(code, set()).add(text)
    return Stored(units, history, aliases)


def make_plan(records: Sequence[Cells], stored: Stored, *, on: date) -> Plan:
    """Sort the records by what they change, with the errors of the file itself; `judging` says what is not allowed."""
    rows, errors = check_cells(records)
    known = {code: stored.parent_of(then) for code in stored.units if (then := stored.then(code, on))}
    faulty = {record.values["code"]: "" for record in records} if errors else {}
    errors += check_tree(rows, faulty | known)
    plan = Plan(on, rows, known | {row.code: row.parent for row in rows}, errors=errors)
    for row in rows:
        _sort(row, plan, stored)
    if not errors:
        plan.first_days = _first_days(plan, stored)
    return plan


def facts_differ(row: UnitRow, period: UnitPeriod, stored: Stored) -> bool:
    """Whether the row says another name, kind, level or parent than the period."""
    return (row.name, row.kind, row.level, row.parent) != (
        period.name,
        period.kind,
        period.level,
        stored.parent_of(period),
    )


def _sort(row: UnitRow, plan: Plan, stored: Stored) -> None:
    unit, then = stored.units.get(row.code), stored.then(row.code, plan.day_of(row))
    if unit is None or then is None:
        plan.new.append(row)
        return
    if facts_differ(row, then, stored):
        (plan.dated if plan.day_of(row) > then.starts_on else plan.corrected).append(row)
    if _plain_differ(row, unit, stored.aliases.get(row.code, set())):
        plan.plain.append(row)


def _first_days(plan: Plan, stored: Stored) -> dict[str, date]:
    """A new unit whose row names no day begins with its parent."""
    found = {code: periods[0].starts_on for code, periods in stored.history.items()}
    given = {row.code: row.starts_on for row in plan.new}
    for row in plan.new:
        chain, code = [], row.code
        while code and code not in found:
            chain.append(code)
            code = plan.parents.get(code, "")
        for each in reversed(chain):
            found[each] = given[each] or found.get(plan.parents.get(each, ""), FIRST_DAY)
    return found


def _plain_differ(row: UnitRow, unit: Unit, aliases: set[str]) -> bool:
    given = {name: getattr(row, name) for name in _PLAIN}
    wanted = {name: value for name, value in given.items() if value is not None or name in ("latitude", "longitude")}
    return any(getattr(unit, name) != value for name, value in wanted.items()) or (
        row.aliases is not None and set(row.aliases) != aliases
    )
