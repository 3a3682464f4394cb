"""Where a number leads: the list of work filtered to exactly what was counted (đường dẫn của số liệu)."""

from dataclasses import dataclass
from functools import cached_property
from urllib.parse import quote_plus

from django.urls import reverse

from vungxanh.apps.insight.queries.scope import Scope
from vungxanh.apps.org.models import Unit
from vungxanh.apps.work.links import page
from vungxanh.apps.work.models import State


@dataclass(frozen=True)
class Worklists:
    """The work lists behind the counts of a scope; addresses are empty where there is no such page."""

    scope: Scope

    @cached_property
    def _base(self) -> str:
        return page("list")

    def __call__(
        self, *, unit: Unit | None = None, task: int | None = None, state: State | None = None, late: bool = False
    ) -> str:
        """The list behind the scope's count, or behind that of one unit or task in it."""
        part = self.scope.part
        asked = {
            "directive": str(self.scope.directive.pk),
            "unit": unit.code if unit else part.code if part else "",
            "below": "1" if part and not unit else "",
            "task": str(task or ""),
            "state": state.value if state else "",
            "late": "1" if late else "",
        }
        return _address(self._base, asked) if self._base else ""


def dashboard(directive_id: int, part: Unit | None = None, **asked: str) -> str:
    """A directive's page, or the part of a unit."""
    return _address(reverse("insight:directive", args=[directive_id]), {"unit": part.code if part else ""} | asked)


def _address(path: str, asked: dict[str, str]) -> str:
    query = "&".join([f"{name}={quote_plus(value)}" for name, value in asked.items() if value])
    return f"{path}?{query}" if query else path
