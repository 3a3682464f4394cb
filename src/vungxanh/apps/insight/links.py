"""Where a number leads: the list of work filtered to exactly what was counted (đường dẫn của số liệu)."""

from urllib.parse import urlencode

from django.urls import reverse

from vungxanh.apps.insight.queries.scope import Scope
from vungxanh.apps.org.models import Unit
from vungxanh.apps.work.links import page
from vungxanh.apps.work.models import State


def worklist(scope: Scope, *, unit: Unit | None = None, state: State | None = None, late: bool = False) -> str:
    """The work list behind a count of the scope, or of one unit in it; empty where there is no such page."""
    base = page("list")
    asked = {
        "directive": str(scope.directive.pk),
        "unit": unit.code if unit else scope.part.code if scope.part else "",
        "below": "1" if scope.part and not unit else "",
        "state": state.value if state else "",
        "late": "1" if late else "",
    }
    return _address(base, asked) if base else ""


def dashboard(directive_id: int, part: Unit | None = None, **asked: str) -> str:
    """A directive's page, or the part of a unit."""
    return _address(reverse("insight:directive", args=[directive_id]), {"unit": part.code if part else ""} | asked)


def _address(path: str, asked: dict[str, str]) -> str:
    query = urlencode({name: value for name, value in asked.items() if value})
    return f"{path}?{query}" if query else path
