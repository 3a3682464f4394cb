"""What the pages share: places to narrow a list to, what was ticked in one, the way back."""

from collections.abc import Callable
from typing import TypeVar

from django.db.models import Model
from django.http import HttpRequest, QueryDict
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from vungxanh.apps.cases import policies
from vungxanh.apps.cases.queries.lists import TooFew
from vungxanh.apps.org.models import Level, Unit
from vungxanh.apps.org.officers import Officer
from vungxanh.kit.paging import Page
from vungxanh.kit.problems import Invalid, NotFound

Choices = list[tuple[str, str]]
Row = TypeVar("Row", bound=Model)
_LONGEST_CODE = 40
MOST_PICKED = 500
_HOME = "/truy-vet/"


def place_asked(given: QueryDict, officer: Officer) -> Unit | None:
    """The unit the address narrows to; NotFound when it does not stand in the officer's place."""
    code = given.get("place", "")[:_LONGEST_CODE]
    if not code:
        return None
    unit = Unit.objects.filter(code=code).first()
    if unit is None or not unit.path.startswith(policies.area(officer)):
        raise NotFound(_("Không có địa bàn này trong phạm vi của đơn vị."))
    return unit


def places_of(officer: Officer) -> Choices:
    """The districts and communes of the officer's place, nothing for a commune (1 query)."""
    rows = Unit.objects.filter(
        path__under=policies.area(officer), level__in=(Level.DISTRICT, Level.COMMUNE), ended_on=None
    ).order_by("path")
    found = [(unit.code, unit.name if unit.level == Level.DISTRICT else f"— {unit.name}") for unit in rows]
    return [("", _("Toàn địa bàn")), *found] if len(found) > 1 else []


def or_too_few(read: Callable[[], Page[Row]]) -> tuple[Page[Row], str]:
    """The page of a list, or an empty one and the words for why its few rows are not shown."""
    try:
        return read(), ""
    except TooFew as few:
        return Page([], "", ""), str(few)


def picked(request: HttpRequest) -> list[int]:
    """The ids ticked in a list, each once; Invalid for none and for more than one act takes."""
    given = request.POST if request.method == "POST" else request.GET
    found = list(dict.fromkeys(int(each) for each in given.getlist("ids") if each.isdecimal() and len(each) < 19))
    if not found:
        raise Invalid(_("Chưa chọn ai. Đánh dấu ít nhất một dòng trong danh sách rồi làm lại."))
    if len(found) > MOST_PICKED:
        raise Invalid(_("Chọn không quá %(most)s dòng một lần.") % {"most": MOST_PICKED})
    return found


def back_to(request: HttpRequest) -> str:
    """The page of case work that the officer came from, else the day's."""
    url = (request.POST if request.method == "POST" else request.GET).get("back", "")
    fits = url_has_allowed_host_and_scheme(url, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return url if fits and url.startswith(_HOME) else _HOME
