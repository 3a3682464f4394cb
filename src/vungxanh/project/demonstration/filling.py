"""What the demonstration adds to units that stand already, as an import of their own rows would (bổ sung đơn vị)."""

from collections.abc import Mapping
from datetime import datetime

from vungxanh.apps.org.actions.importing import import_units
from vungxanh.apps.org.models import Unit
from vungxanh.apps.org.policies import Administrator
from vungxanh.apps.org.sheet import Cells
from vungxanh.kit.problems import Invalid


def fill(added: Mapping[Unit, Mapping[str, str]], *, by: Administrator, at: datetime) -> int:
    """Give each unit these cells of the units sheet, and nothing else; how many units. Each has its `parent` read."""
    rows = [Cells(line, _cells(unit) | dict(cells)) for line, (unit, cells) in enumerate(added.items(), start=2)]
    if rows:
        outcome = import_units(rows, by=by, at=at)
        if outcome.errors:
            raise Invalid(str(outcome.errors[0].message), errors=outcome.errors)
    return len(rows)


def _cells(unit: Unit) -> dict[str, str]:
    """The unit as it stands."""
    place = {"lat": unit.latitude, "lon": unit.longitude}
    return {
        "code": unit.code,
        "name": unit.name,
        "kind": unit.kind,
        "level": unit.level,
        "parent": unit.parent.code if unit.parent else "",
    } | {name: "" if value is None else str(value) for name, value in place.items()}
