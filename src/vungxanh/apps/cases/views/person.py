"""One person: the level with why, exposures, plan and calendar, decisions, who opened the name (hồ sơ người)."""

from collections.abc import Iterator, Sequence
from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from vungxanh.apps.cases import policies
from vungxanh.apps.cases.actions.holding import token
from vungxanh.apps.cases.models import Exposure, Person, Release
from vungxanh.apps.cases.queries.drafts import outdated
from vungxanh.apps.cases.queries.duplicates import told_apart
from vungxanh.apps.cases.queries.faces import Face, faces
from vungxanh.apps.cases.queries.files import decided_on, person_file
from vungxanh.apps.cases.queries.orders import falling_short, goes_beyond, outlasting
from vungxanh.apps.cases.queries.records import chain_of, changes_of, exposures_of, handing_of, person_of
from vungxanh.apps.cases.queries.windows import Void, outside
from vungxanh.apps.cases.views.calendars import WEEKDAYS, calendar_of
from vungxanh.apps.cases.views.health import words_of
from vungxanh.apps.cases.views.history import history_lines
from vungxanh.apps.cases.views.lines import PLACES, PersonLine, days_left
from vungxanh.apps.cases.views.person_acts import offered
from vungxanh.apps.exposure.queries.uploads import of_case
from vungxanh.apps.org.access import OfficerRequest, officer_required
from vungxanh.apps.org.officers import Officer
from vungxanh.core.casework.tokens import Cleared
from vungxanh.kit import clock

LEADING = 3
_CLEARED = {
    Cleared.NEGATIVE: gettext_lazy("ca nguồn đã loại trừ"),
    Cleared.BETWEEN: gettext_lazy("người tiếp xúc ở giữa âm tính"),
    Cleared.DECIDED: gettext_lazy("quyết định riêng của cán bộ"),
    Cleared.WITHDRAWN: gettext_lazy("không còn lần tiếp xúc nào tính đến"),
    Cleared.POSITIVE: gettext_lazy("đã thành ca bệnh"),
}


@officer_required(policies.may_enter)
@require_safe
def person(request: OfficerRequest, pk: int) -> HttpResponse:
    """The record of a person."""
    officer, at = request.officer, clock.now()
    today, area = clock.day_of(at), policies.area(officer)
    found = person_file(officer, person_of(officer, pk))
    own = found.person
    chain, met = chain_of(officer, own), exposures_of(officer, own)
    named = {each.pk: each for each in [own, *(link.person for link in chain), *_others(met, own)]}
    shown = faces(officer, list(named.values()), at=at)
    line = PersonLine(found.row, shown[own.pk], found.plan, today) if found.row else None
    buttons, old = offered(officer, found, is_open=shown[own.pk].is_open), outdated(found.orders, on=today)
    context = {
        "person": own,
        "face": shown[own.pk],
        "file": found,
        "line": line,
        "plan": found.plan,
        "place": PLACES.get(found.standing.place_on(today), "") if found.standing else "",
        "quarantine_left": days_left(found.plan.quarantine_ends_on, today) if found.plan else "",
        "monitoring_left": days_left(found.plan.ends_on, today) if found.plan else "",
        "chain": [
            {"link": link, "face": shown[link.person.pk], "opens": link.person.path.startswith(area)} for link in chain
        ],
        "terms": len(found.standing.terms) if found.standing else 0,
        "exposures": list(_exposures(officer, met, own, shown, today)),
        "words": words_of(found.checks),
        "handing": handing_of(found.plan) if found.plan else None,
        "old": list(old),
        "short": falling_short([found.plan]).get(found.plan.pk) if found.plan and not old else None,
        "outlasts": outlasting([found.plan], on=today).get(found.plan.pk) if found.plan else None,
        "beyond": [each for each in found.orders if goes_beyond(each) and each.pk not in old],
        "may_order": policies.orders(officer),
        "weeks": calendar_of(found, today),
        "weekdays": WEEKDAYS,
        "tokens": [_token(each, today) for each in found.tokens],
        "changes": _changes(officer, own),
        "decision": next((each for each in found.decisions if each.undone_at is None), None),
        "decided_on": decided_on(found),
        "main": buttons[:LEADING],
        "others": buttons[LEADING:],
        "apart": list(_apart(officer, own)),
        "may_follow": policies.may_follow_up(officer, own),
        "history": list(history_lines(own, *([found.plan] if found.plan else []), *of_case(own.subject))),
        "today": today,
        "crumbs": [(_("Người tiếp xúc"), reverse("cases:people")), (own.pseudonym, "")],
    }
    return render(request, "cases/person.html", context)


def _others(met: Sequence[Exposure], own: Person) -> Iterator[Person]:
    return (each.target if each.source_id == own.pk else each.source for each in met)


def _apart(officer: Officer, own: Person) -> Iterator[dict[str, object]]:
    for row in told_apart(officer, own):
        yield {"row": row, "other": row.other if row.one_id == own.pk else row.one}


def _exposures(
    officer: Officer, met: Sequence[Exposure], own: Person, shown: dict[int, Face], today: date
) -> Iterator[dict[str, object]]:
    void, area = outside(met, today), policies.area(officer)
    for each in met:
        told = _exposure(each, own, shown, area, void.get(each.pk))
        yield told | {"goes": policies.may_withdraw(officer, each)}


def _exposure(each: Exposure, own: Person, shown: dict[int, Face], area: str, void: Void | None) -> dict[str, object]:
    other = each.target if each.source_id == own.pk else each.source
    return {
        "row": each,
        "void": void,
        "other": other,
        "face": shown[other.pk],
        "opens": other.path.startswith(area),
        "minutes": round(sum(each.minutes)) if each.minutes else None,
        "lasted": round((each.ended_at - each.started_at).total_seconds() / 60),
    }


def _token(each: Release, today: date) -> dict[str, object]:
    held = token(each)
    why = _CLEARED[held.cleared] if held.cleared else ""
    return {"row": each, "holds": held.holds(today), "left": days_left(each.until, today), "why": why}


def _changes(officer: Officer, own: Person) -> list[dict[str, object]]:
    language = (get_language() or "vi")[:2]
    return [
        {
            "at": each.derivation.at,
            "cause": each.derivation.cause.get(language, ""),
            "told": each.told.get(language, ""),
        }
        for each in changes_of(officer, own)
    ]
