"""The filters of lists as addresses: read from a query, written into one, so that a filter can be saved and sent."""

from collections.abc import Iterable

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from vungxanh.apps.directives.models import Directive, TaskRole
from vungxanh.apps.org.models import Unit
from vungxanh.apps.org.officers import Officer
from vungxanh.apps.work.models import State
from vungxanh.apps.work.queries.lists import Wanted
from vungxanh.apps.work.views.showing import LARGEST_ID
from vungxanh.core.text.phrases import begun_with_a_capital, shortened
from vungxanh.kit.problems import NotFound

Choices = list[tuple[str, str]]
LONGEST_WORDS = 200
LONGEST_CHOICE = 80


def wanted_of(given: QueryDict, officer: Officer) -> Wanted:
    """What the address asks for; unknown states and roles are as if not given, an unknown unit is NotFound."""
    code, state, role = given.get("unit", ""), given.get("state", ""), given.get("role", "")
    unit = None
    if code and code != officer.unit.code:
        unit = Unit.objects.filter(code=code[:40]).first()
        if unit is None:
            raise NotFound(_("Không có đơn vị nào mã %(code)s.") % {"code": code[:40]})
    elif code:
        unit = officer.unit
    return Wanted(
        unit=unit,
        below=given.get("below") == "1",
        state=State(state) if state in State.values else None,
        late=given.get("late") == "1",
        given=given.get("given") == "1",
        directive=_number(given.get("directive", "")),
        task=_number(given.get("task", "")),
        role=TaskRole(role) if role in TaskRole.values else None,
        words=" ".join(given.get("q", "").replace("\x00", " ").split())[:LONGEST_WORDS],
    )


def address_of(wanted: Wanted, path: str = "") -> str:
    """The address of the list that shows exactly this."""
    query = QueryDict(mutable=True)
    values = {
        "unit": wanted.unit.code if wanted.unit else "",
        "below": "1" if wanted.below else "",
        "state": wanted.state or "",
        "late": "1" if wanted.late else "",
        "given": "1" if wanted.given else "",
        "directive": str(wanted.directive or ""),
        "task": str(wanted.task or ""),
        "role": wanted.role or "",
        "q": wanted.words,
    }
    query.update({name: value for name, value in values.items() if value})
    return f"{path or reverse('work:list')}?{query.urlencode()}"


def directive_choices(directives: Iterable[Directive]) -> Choices:
    """The letters to choose from, with all of them first."""
    return [("", _("Mọi văn bản")), *((str(each.pk), _named(each)) for each in directives)]


def _named(directive: Directive) -> str:
    name = f"{directive.number_and_symbol or directive.type} {begun_with_a_capital(directive.subject)}".strip()
    return shortened(name, LONGEST_CHOICE)


def state_choices() -> Choices:
    """The states a list can be narrowed to."""
    return [
        ("", _("Mọi trạng thái")),
        *((state.value, str(state.label).capitalize()) for state in State if state != State.TRANSFERRED),
    ]


def role_choices() -> Choices:
    """The roles a list can be narrowed to; without one, what is sent for information is left out."""
    return [("", _("Chủ trì và phối hợp")), *((role.value, str(role.label)) for role in TaskRole)]


def _number(text: str) -> int | None:
    number = int(text) if text.isdecimal() and len(text) < 20 else 0
    return number if 0 < number <= LARGEST_ID else None
