"""The rail and bottom bar: which pages an officer may use (điều hướng)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.cases import policies as case_policies
from vungxanh.apps.org.officers import Officer


def anyone(_officer: Officer) -> bool:
    """Pages that every officer has."""
    return True


def administers(officer: Officer) -> bool:
    """Pages for administrators."""
    return officer.has(Role.ADMINISTRATOR)


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of the navigation: where it leads, its icon, who has it; `also` are routes of its other pages."""

    label: str | Promise
    route: str
    icon: str
    may: Callable[[Officer], bool] = anyone
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """A place as one page shows it."""

    label: str | Promise
    url: str
    icon: str
    active: bool
    count: int | None = None


PLACES = (
    Place(_("Việc của tôi"), "work:home", "work", also=("work:notices",)),
    Place(_("Văn bản"), "directives:list", "document"),
    Place(_("Nhiệm vụ"), "work:board", "task"),
    Place(_("Truy vết"), "cases:home", "trace", case_policies.may_enter, also=("exposure:codes",)),
    Place(_("Số liệu"), "insight:directives", "chart"),
    Place(_("Danh bạ"), "org:units", "people"),
    Place(
        _("Quản trị"),
        "org:administration",
        "admin",
        administers,
        also=("accounts:people", "accounts:locks", "org:calendar", "org:import"),
    ),
)


def items(officer: Officer, address: str) -> Iterator[Item]:
    """The places this officer has; the one whose address is the longest beginning of `address` is active.

    The home page's address begins every other one, so it counts for itself only.
    """
    mine = [(place, reverse(place.route)) for place in PLACES if place.may(officer)]
    beginnings = {beginning: url for place, url in mine for beginning in (url, *map(reverse, place.also))}
    home = reverse("work:home")
    here = max(
        (each for each in beginnings if address == each or (each != home and address.startswith(each))),
        key=len,
        default="",
    )
    return (Item(place.label, url, place.icon, active=url == beginnings.get(here)) for place, url in mine)


def short(found: list[Item], officer: Officer) -> list[Item]:
    """The two of the bottom bar: the home page, and the main system of the officer's role."""
    if not officer.has(Role.HEALTH_OFFICER):
        return found[:2]
    tracing = reverse("cases:home")
    return [*found[:1], *(item for item in found if item.url == tracing)][:2]


def context(request: HttpRequest) -> dict[str, object]:
    """The template variables every page has: the acting officer, the navigation, and whether data are samples."""
    officer: Officer | None = getattr(request, "officer", None)
    found = list(items(officer, request.path)) if officer else []
    return {
        "officer": officer,
        "unit_switcher": "org/switcher.html",
        "nav_items": found,
        "nav_short": short(found, officer) if officer else [],
        "demonstration": settings.DEMONSTRATION,
    }
