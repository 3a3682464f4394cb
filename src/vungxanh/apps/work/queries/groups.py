"""Under which level a unit's work is counted (nhóm số liệu): one rule for the board and for a directive's figures."""

from collections.abc import Mapping

from vungxanh.apps.org.models import Level, Unit

# Bodies that belong to another one where they stand under it: a hospital to its department, a post to its district.
ATTACHED = frozenset({Level.SERVICE, Level.ENTERPRISE})


def group_of(unit: Unit, shown: Mapping[str, str], top: Unit) -> Level:
    """The level whose group takes in the unit's work, for a reader who stands at `top`.

    It is the unit's own level; but a service unit or enterprise counts with the body it stands under, below `top`,
    where that body is `shown` (its path and level) too. What stands directly under `top` stands for itself.
    """
    path = unit.path
    while unit.level in ATTACHED and (path := above(path)) != "/" and not top.path.startswith(path):
        level = shown.get(path)
        if level is not None and level not in ATTACHED:
            return Level(level)
    return Level(unit.level)


def above(path: str) -> str:
    """The path of the unit above; "/" above the highest."""
    return path[: path[:-1].rfind("/") + 1] or "/"
