"""Taking a whole sheet of units into the directory, all or nothing (nhập danh bạ đơn vị)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from vungxanh.apps.org import policies
from vungxanh.apps.org.actions.groups import ensure_standard_groups
from vungxanh.apps.org.actions.judging import judged
from vungxanh.apps.org.actions.planning import Plan, Stored, make_plan, stored_units
from vungxanh.apps.org.actions.refresh import folded, refresh_units
from vungxanh.apps.org.events import UnitsChanged
from vungxanh.apps.org.models import Alias, Level, Unit, UnitPeriod
from vungxanh.apps.org.policies import Administrator
from vungxanh.apps.org.rows import UnitRow, path_of
from vungxanh.apps.org.sheet import Cells, Sheet
from vungxanh.kit import audit, events
from vungxanh.kit.clock import day_of
from vungxanh.kit.problems import Conflict, FieldError, NotAllowed

_BATCH = 500


@dataclass(slots=True)
class Outcome:
    """What an import did, or would do: `units` and `levels` count the file's rows; with errors nothing was stored."""

    units: int = 0
    levels: dict[str, int] = field(default_factory=dict)
    created: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    errors: list[FieldError] = field(default_factory=list)
    stored: bool = False

    def as_json(self) -> dict[str, object]:
        """The three members that programs read."""
        errors = [{"row": error.row or 0, "field": error.field, "message": str(error.message)} for error in self.errors]
        return {"units": self.units, "levels": self.levels, "errors": errors}


def import_units(
    records: Sequence[Cells], *, by: Administrator, at: datetime, on: date | None = None, dry_run: bool = False
) -> Outcome:
    """Store the rows of a sheet: new units, and for known ones a new period where name, kind, level or parent changed.

    `on` is the day changes hold from (the row's own `starts_on` goes before it). Importing the same file again changes
    nothing, and what was entered before for the same or a later day is never undone. Errors come back in the outcome,
    and then nothing is stored.
    """
    if not policies.is_administrator(by):
        raise NotAllowed(_("Chỉ quản trị viên được nhập danh bạ đơn vị."))
    try:
        with transaction.atomic():
            stored = stored_units()
            plan = make_plan(records, stored, on=on or day_of(at))
            errors = plan.errors or judged(plan, stored, by=by, today=day_of(at))
            plan.errors = sorted(errors, key=lambda error: (error.row or 0, error.field))
            outcome = _outcome(plan)
            if dry_run or plan.errors:
                return outcome
            outcome.stored = True
            if plan.is_empty:
                return outcome
            touched = _store(plan, stored, day_of(at))
            ensure_standard_groups(by=by, at=at)
            audit.record_many("org.import_unit", by=by, on=touched, at=at, data={"rows": outcome.units})
            events.announce(UnitsChanged(tuple(unit.code for unit in touched), on or day_of(at), at))
    except IntegrityError as error:
        raise Conflict(_("Danh bạ vừa được người khác thay đổi. Xem trước rồi nhập lại.")) from error
    return outcome


def import_sheet(
    sheet: Sheet, *, by: Administrator, at: datetime, on: date | None = None, dry_run: bool = False
) -> Outcome:
    """Store a sheet as `import_units` does; of a faulty file the rows are checked too, to tell all errors at once."""
    if sheet.errors and not sheet.rows:
        return Outcome(errors=sheet.errors)
    tried = import_units(sheet.rows, by=by, at=at, on=on, dry_run=dry_run or bool(sheet.errors))
    if not sheet.errors:
        return tried
    orphaned = {row.line for row in sheet.rows if row.values["parent"] in sheet.broken}
    of_rows = [
        error
        for error in tried.errors
        if error.field not in sheet.unsure and not (error.field == "parent" and error.row in orphaned)
    ]
    return Outcome(errors=sorted([*sheet.errors, *of_rows], key=lambda error: error.row or 0))


def _outcome(plan: Plan) -> Outcome:
    rows = plan.rows
    counts = {level.value: sum(row.level == level for row in rows) for level in Level}
    return Outcome(
        units=len(rows),
        levels={level: count for level, count in counts.items() if count},
        created=[row.code for row in plan.new],
        changed=[row.code for row in plan.dated + plan.corrected + plan.plain],
        errors=plan.errors,
    )


def _store(plan: Plan, stored: Stored, today: date) -> list[Unit]:
    units = dict(stored.units)
    units |= _insert(plan.new, plan.parents, units)
    _add_periods(plan, stored, units)
    _update_plain(plan, units)
    _replace_aliases([row for row in plan.rows if row.aliases is not None], units)
    refresh_units(today)
    touched = dict.fromkeys(row.code for row in plan.new + plan.dated + plan.corrected + plan.plain)
    return [units[code] for code in touched]


def _insert(rows: Sequence[UnitRow], parents: dict[str, str], units: dict[str, Unit]) -> dict[str, Unit]:
    """One bulk insert for each depth of the tree, because children need their parents' keys."""
    made: dict[str, Unit] = {}
    by_depth: dict[int, list[UnitRow]] = {}
    paths = {row.code: path_of(row.code, parents) for row in rows}
    for row in rows:
        by_depth.setdefault(paths[row.code].count("/"), []).append(row)
    for depth in sorted(by_depth):
        batch = [
            Unit(
                code=row.code,
                name=row.name,
                kind=row.kind,
                level=row.level,
                parent=made.get(row.parent) or units.get(row.parent),
                path=paths[row.code],
                folded=folded([row.name], row.code, row.aliases or ()),
                **_plain_facts(row),
            )
            for row in by_depth[depth]
        ]
        made |= {unit.code: unit for unit in Unit.objects.bulk_create(batch, batch_size=_BATCH)}
    return made


def _plain_facts(row: UnitRow) -> dict[str, object]:
    """The facts without history; what the file does not give stays as it is."""
    facts = {
        "sector": row.sector,
        "population": row.population,
        "email": row.email,
        "phone": row.phone,
        "address": row.address,
        "is_sample": row.is_sample,
    }
    given = {name: value for name, value in facts.items() if value is not None}
    return {"latitude": row.latitude, "longitude": row.longitude, **given}


def _add_periods(plan: Plan, stored: Stored, units: dict[str, Unit]) -> None:
    def period(row: UnitRow, starts_on: date) -> UnitPeriod:
        parent = units.get(row.parent)
        return UnitPeriod(
            unit=units[row.code],
            code=row.code,
            name=row.name,
            kind=row.kind,
            level=row.level,
            parent=parent,
            starts_on=starts_on,
        )

    closed = []
    for row in plan.dated:
        last = stored.history[row.code][-1]
        last.ends_on = plan.day_of(row)
        closed.append(last)
    for row in plan.corrected:
        last = stored.history[row.code][-1]
        last.name, last.kind, last.level, last.parent = row.name, row.kind, row.level, units.get(row.parent)
        closed.append(last)
    UnitPeriod.objects.bulk_update(closed, ["name", "kind", "level", "parent", "ends_on"], batch_size=_BATCH)
    UnitPeriod.objects.bulk_create(
        [period(row, plan.first_days[row.code]) for row in plan.new]
        + [period(row, plan.day_of(row)) for row in plan.dated],
        batch_size=_BATCH,
    )


def _update_plain(plan: Plan, units: dict[str, Unit]) -> None:
    changed = []
    for row in plan.plain:
        for name, value in _plain_facts(row).items():
            setattr(units[row.code], name, value)
        changed.append(units[row.code])
    fields = ["latitude", "longitude", "sector", "population", "email", "phone", "address", "is_sample"]
    Unit.objects.bulk_update(changed, fields, batch_size=_BATCH)


def _replace_aliases(rows: Sequence[UnitRow], units: dict[str, Unit]) -> None:
    if not rows:
        return
    wanted = {(units[row.code].pk, text) for row in rows for text in row.aliases or ()}
    covered = {units[row.code].pk for row in rows}
    present = {
        (unit_id, text): pk
        for pk, unit_id, text in Alias.objects.values_list("pk", "unit", "text")
        if unit_id in covered
    }
    Alias.objects.filter(pk__in=[pk for pair, pk in present.items() if pair not in wanted]).delete()
    fresh = sorted(wanted - present.keys())
    Alias.objects.bulk_create([Alias(unit_id=unit_id, text=text) for unit_id, text in fresh], batch_size=_BATCH)
