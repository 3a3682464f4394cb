"""What an import would change, worked out before anything is written (xem trước khi nhập)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from vungxanh.apps.org import policies
from vungxanh.apps.org.models import Alias, Unit, UnitPeriod
from vungxanh.apps.org.policies import Administrator
from vungxanh.apps.org.rows import UnitRow, check_cells, check_tree, path_of
from vungxanh.apps.org.sheet import Cells
from vungxanh.kit.problems import FieldError

FIRST_DAY = date(1900, 1, 1)
"""The day from which a unit is taken to exist when a file does not say."""

_PLAIN = ("latitude", "longitude", "sector", "population", "email", "phone", "address", "is_sample")


@dataclass(slots=True)
class Stored:
    """The directory as it is: units, last periods and aliases by code."""

    units: dict[str, Unit]
    periods: dict[str, UnitPeriod]
    aliases: dict[str, set[str]]
    codes: dict[int, str] = field(init=False)

    def __post_init__(self) -> None:
        self.codes = {unit.pk: code for code, unit in self.units.items()}


@dataclass(slots=True)
class Plan:
    """The file's rows by what they change: new, dated facts, corrections of the last period, facts without history."""

    on: date
    rows: list[UnitRow]
    parents: dict[str, str]
    new: list[UnitRow] = field(default_factory=list)
    dated: list[UnitRow] = field(default_factory=list)
    corrected: list[UnitRow] = field(default_factory=list)
    plain: list[UnitRow] = field(default_factory=list)
    errors: list[FieldError] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether the directory already says all of it."""
        return not (self.new or self.dated or self.corrected or self.plain)

    def day_of(self, row: UnitRow) -> date:
        """The day from which the row's changes hold."""
        return row.starts_on or self.on


def stored_units() -> Stored:
    """The whole directory, its rows locked where the database can (3 queries)."""
    units = {unit.code: unit for unit in Unit.objects.select_for_update()}
    periods = {period.code: period for period in UnitPeriod.objects.order_by("starts_on")}
    aliases: dict[str, set[str]] = {}
    for code, text in Alias.objects.values_list("unit__code", "text"):
        aliases.setdefault(code, set()).add(text)
    return Stored(units, periods, aliases)


def make_plan(records: Sequence[Cells], stored: Stored, *, by: Administrator, on: date) -> Plan:
    """Check the records against each other and the directory, and sort them by what they change."""
    rows, errors = check_cells(records)
    known = {code: stored.codes.get(unit.parent_id or 0, "") for code, unit in stored.units.items()}
    faulty = {record.values["code"]: "" for record in records} if errors else {}
    errors += check_tree(rows, faulty | known)
    plan = Plan(on, rows, known | {row.code: row.parent for row in rows})
    judged = not errors
    for row in rows:
        if judged:
            errors += _refusals(row, plan, stored, by)
        _sort(row, plan, stored)
    plan.errors = sorted(errors, key=lambda error: (error.row or 0, error.field))
    return plan


def _refusals(row: UnitRow, plan: Plan, stored: Stored, by: Administrator) -> Iterator[FieldError]:
    unit, last = stored.units.get(row.code), stored.periods.get(row.code)
    paths = [path_of(row.code, plan.parents)] + ([unit.path] if unit else [])
    if not all(policies.may_change_path(by, path) for path in paths):
        yield FieldError("code", _("Đơn vị này ngoài phạm vi quản trị của anh/chị."), row=row.line)
    if last and last.ends_on and last.ends_on <= plan.day_of(row):
        message = _("Đơn vị đã kết thúc ngày %(day)s; dùng mã khác cho đơn vị mới.")
        yield FieldError("code", message % {"day": last.ends_on.strftime("%d/%m/%Y")}, row=row.line)
    if last and row.starts_on and row.starts_on < last.starts_on and _facts_differ(row, last, stored):
        message = _("Ngày này trước giai đoạn hiện tại (từ %(day)s).")
        yield FieldError("starts_on", message % {"day": last.starts_on.strftime("%d/%m/%Y")}, row=row.line)


def _sort(row: UnitRow, plan: Plan, stored: Stored) -> None:
    unit, last = stored.units.get(row.code), stored.periods.get(row.code)
    if unit is None or last is None:
        plan.new.append(row)
        return
    if _facts_differ(row, last, stored):
        (plan.dated if plan.day_of(row) > last.starts_on else plan.corrected).append(row)
    if _plain_differ(row, unit, stored.aliases.get(row.code, set())):
        plan.plain.append(row)


def _facts_differ(row: UnitRow, last: UnitPeriod, stored: Stored) -> bool:
    above = stored.codes.get(last.parent_id or 0, "")
    return (row.name, row.kind, row.level, row.parent) != (last.name, last.kind, last.level, above)


def _plain_differ(row: UnitRow, unit: Unit, aliases: set[str]) -> bool:
    given = {name: getattr(row, name) for name in _PLAIN}
    wanted = {name: value for name, value in given.items() if value is not None or name in ("latitude", "longitude")}
    return any(getattr(unit, name) != value for name, value in wanted.items()) or (
        row.aliases is not None and set(row.aliases) != aliases
    )
