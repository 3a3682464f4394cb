"""The filters of people and case lists, read from the address (bộ lọc)."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from vungxanh.apps.cases.models import CaseState, Classification
from vungxanh.apps.cases.queries.lists import IN_TREATMENT, SURE, Wanted
from vungxanh.apps.cases.views.showing import Choices, place_asked
from vungxanh.apps.org.officers import Officer
from vungxanh.core.casework.policy import DEEPEST_RING
from vungxanh.core.casework.small_numbers import all_shown, total_shown, written
from vungxanh.ui.addresses import address

LONGEST_WORDS = 40
ALL = "all"


def wanted_of(given: QueryDict, officer: Officer) -> Wanted:
    """What the address asks for; an unknown level or state is as if not given."""
    level, kind, state = given.get("level", ""), given.get("classification", ""), given.get("state", "")
    return Wanted(
        place=place_asked(given, officer),
        level=int(level) if level.isdecimal() and len(level) == 1 and int(level) <= DEEPEST_RING else None,
        overdue=given.get("overdue") == "1",
        following=given.get("following") == "1",
        classification=kind if kind == SURE or kind in Classification.values else "",
        state=state if state in CaseState.values else "",
        words=given.get("q", "").replace("\x00", "").strip()[:LONGEST_WORDS],
    )


def contacts_wanted(given: QueryDict, officer: Officer) -> Wanted:
    """The same for the list of contacts, which begins with F1; `level=all` shows every level."""
    wanted = wanted_of(given, officer)
    if wanted.level is None and given.get("level") != ALL and not (wanted.overdue or wanted.following or wanted.words):
        return replace(wanted, level=1)
    return wanted


def level_chips(
    given: QueryDict, wanted: Wanted, counts: Mapping[int, int], *, hides_small: bool
) -> Iterator[dict[str, object]]:
    """One chip a level that holds somebody, then those with missed days; small counts as they may be told."""
    total = total_shown(counts) if hides_small else sum(counts.values())
    told: Mapping[int, int | None] = all_shown(counts) if hides_small else counts
    plain: dict[str, Any] = {"level": "", "overdue": "", "following": ""}
    for level in counts:
        url = address(given, **plain | {"level": level})
        yield {
            "label": f"F{level}",
            "url": url,
            "active": wanted.level == level,
            "count": written(told[level], _("ẩn")),
        }
    yield {
        "label": _("Tất cả"),
        "url": address(given, **plain | {"level": ALL}),
        "active": wanted.level is None and not wanted.overdue and not wanted.following,
        "count": written(total, _("ẩn")),
    }
    yield {
        "label": _("Đang theo dõi"),
        "url": address(given, **plain | {"following": 1}),
        "active": wanted.following,
        "count": None,
    }
    yield {
        "label": _("Có ngày sót"),
        "url": address(given, **plain | {"overdue": 1}),
        "active": wanted.overdue,
        "count": None,
    }


def in_treatment_url() -> str:
    """The list of just the cases that the figure of those in treatment counts."""
    return f"{reverse('cases:cases')}?classification={IN_TREATMENT.classification}&state={IN_TREATMENT.state}"


def class_choices() -> Choices:
    """The classifications a list can be narrowed to."""
    each_one = ((each.value, str(each.label).capitalize()) for each in Classification)
    return [("", _("Mọi phân loại")), (SURE, _("Ca xác định và ca có thể")), *each_one]


def state_choices() -> Choices:
    """The states a list can be narrowed to."""
    return [("", _("Mọi diễn biến")), *((each.value, str(each.label).capitalize()) for each in CaseState)]
