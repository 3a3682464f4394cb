"""What Ctrl K finds: records of all features that the officer may read, people, and pages (tìm kiếm)."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import cast

from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from vungxanh.apps.accounts.policies import visible_users
from vungxanh.apps.cases.models import Person
from vungxanh.apps.cases.policies import may_enter
from vungxanh.apps.cases.queries.finding import cases_called, people_called
from vungxanh.apps.directives.actions.indexing import KIND as DIRECTIVE
from vungxanh.apps.directives.queries.visible import visible_to
from vungxanh.apps.org.access import OfficerRequest, officer_required
from vungxanh.apps.org.models import Post, Unit
from vungxanh.apps.org.officers import Officer
from vungxanh.apps.org.queries.entries import KIND as UNIT
from vungxanh.apps.org.queries.people import named
from vungxanh.apps.work.queries.finding import Reach, held, reach
from vungxanh.apps.work.queries.lists import TASK
from vungxanh.kit import clock, search
from vungxanh.project.pages import open_to
from vungxanh.ui import formats

MOST = 16
# Each kind that finds anything is left this much room, however many better hits the others have.
LEAST = 3
# The index does not know who holds a part of a letter, so hits are asked for in plenty and sifted.
SIFTED = 200
LONGEST = 110


@dataclass(frozen=True, slots=True)
class Result:
    """One line of the palette, under the heading of its kind; `place` orders lines of all kinds."""

    group: str
    label: str
    url: str
    note: str
    place: search.Place


@officer_required
def search_json(request: HttpRequest) -> JsonResponse:
    """Answer `?q=` with `{"results": [{"group", "label", "url", "note"}]}`, the group of the best hit first."""
    officer, query = cast(OfficerRequest, request).officer, request.GET.get("q", "")
    names = ("group", "label", "url", "note")
    return JsonResponse({"results": [{name: getattr(each, name) for name in names} for each in found(query, officer)]})


def found(query: str, officer: Officer) -> list[Result]:
    """What the officer may read of all that the query finds, a few of each kind."""
    kinds = (_units(query), _pages(query, officer), _people(query, officer))
    traced = (_cases(query, officer), _traced(query, officer)) if may_enter(officer) else ()
    return together([*kinds, *traced, _directives(query, officer), _tasks(query, officer)])


def together(kinds: Iterable[Sequence[Result]]) -> list[Result]:
    """At most `MOST` results: `LEAST` of each kind, the room that is left to the best; kinds by their best hit."""
    some = sorted((each for each in kinds if each), key=lambda results: min(each.place for each in results))
    rest = sorted((result for results in some for result in results[LEAST:]), key=lambda result: result.place)
    room = MOST - sum(len(results[:LEAST]) for results in some)
    kept = {id(result) for result in rest[: max(room, 0)]}
    return [result for results in some for n, result in enumerate(results) if n < LEAST or id(result) in kept]


def _pages(query: str, officer: Officer) -> list[Result]:
    """The pages that the officer may open, by their names."""
    group = _("Đi đến")
    places = ((search.place_in(query, *page.names), page) for page in open_to(officer))
    found = sorted(((place, page) for place, page in places if place is not None), key=lambda each: each[0])
    return [Result(group, str(page.label), page.url, "", place) for place, page in found]


def _people(query: str, officer: Officer) -> list[Result]:
    """Who holds a post today, as the open directory shows them; an administrator is led to the account they keep."""
    hits = named(query, clock.day_of(clock.now()), limit=MOST)
    kept = set(
        visible_users(officer).filter(pk__in=[post.user_id for _place, post in hits]).values_list("pk", flat=True)
    )
    group = _("Người")
    return [
        Result(group, post.user.full_name, _person_url(post, kept), f"{post.full_title}, {post.unit.name}", place)
        for place, post in hits
    ]


def _person_url(post: Post, kept: Collection[int]) -> str:
    own = post.user_id in kept
    return reverse("accounts:person", args=[post.user_id]) if own else reverse("org:unit", args=[post.unit.code])


def _cases(query: str, officer: Officer) -> list[Result]:
    """The case of the officer's place whose whole code or national number this is."""
    group = _("Ca bệnh")
    return [
        Result(
            group,
            " · ".join(filter(None, (case.code, case.number))),
            reverse("cases:case", args=[case.code]),
            ", ".join(filter(None, (str(case.get_classification_display()), _home(case.person)))),
            search.Place.NUMBER,
        )
        for case in cases_called(officer, query)
    ]


def _traced(query: str, officer: Officer) -> list[Result]:
    """The record of the officer's place whose whole pseudonym this is; nobody is named, so nothing is written down."""
    group = _("Người tiếp xúc")
    return [
        Result(
            group,
            each.person.pseudonym,
            reverse("cases:person", args=[each.person.pk]),
            ", ".join(filter(None, (_level(each.level), _home(each.person)))),
            search.Place.NUMBER,
        )
        for each in people_called(officer, query)
    ]


def _level(level: int | None) -> str:
    return _("không còn thuộc diện theo dõi") if level is None else f"F{level}"


def _home(person: Person) -> str:
    return person.commune.name if person.commune else ""


def _directives(query: str, officer: Officer) -> list[Result]:
    """The directives found whose page would open for the officer, with their date."""
    hits = search.find(query, scope=search.Scope.everything(), kinds=[DIRECTIVE], limit=SIFTED)
    keys = [int(hit.object_id) for hit in hits]
    readable = set(visible_to(officer).filter(pk__in=keys).values_list("pk", flat=True))
    language, group = get_language() or "vi", _("Văn bản")
    return [
        Result(group, hit.title, hit.url, formats.day(hit.at, language), hit.place)
        for hit in hits
        if int(hit.object_id) in readable
    ][:MOST]


def _tasks(query: str, officer: Officer) -> list[Result]:
    """The own unit's duties first, then tasks of others in the officer's scope; one line a task."""
    everything, kinds = search.Scope.everything(), [TASK]
    hits = search.find(query, scope=everything, kinds=kinds, limit=SIFTED)
    reached = reach(officer, [int(hit.object_id) for hit in hits])
    own = sum(bool(each.own) for each in reached.values())
    if len(hits) == SIFTED and own < MOST and held(officer).exists():
        # The own unit's may stand further down; asked for by themselves only then, because that costs more.
        more = search.find(query, scope=everything, kinds=kinds, limit=MOST, only=held(officer))
        hits += [hit for hit in more if int(hit.object_id) not in reached]
        reached |= reach(officer, [int(hit.object_id) for hit in more])
    group = _("Nhiệm vụ")
    mine = [(hit, reached[int(hit.object_id)]) for hit in hits if int(hit.object_id) in reached]
    mine.sort(key=lambda each: each[1].own is None)
    results = [Result(group, _short(hit.title), _task_url(hit, my), _task_note(my), hit.place) for hit, my in mine]
    if len(results) <= MOST:
        return results
    all_url = f"{reverse('work:list')}?{urlencode({'q': query.strip()})}"
    return [
        *results[: LEAST - 1],
        Result(group, _("Xem mọi nhiệm vụ có từ này"), all_url, "", search.Place.TEXT),
        *results[LEAST - 1 : MOST],
    ]


def _short(title: str) -> str:
    """A title that takes two lines of the palette, cut at a word."""
    return title if len(title) <= LONGEST else title[: LONGEST - 1].rsplit(" ", 1)[0].rstrip(",;:") + "…"


def _task_url(hit: search.Hit, mine: Reach) -> str:
    duty = mine.own or mine.only
    return reverse("work:assignment", args=[duty]) if duty else hit.url


def _task_note(mine: Reach) -> str:
    if mine.own:
        return _("%(letter)s, việc của đơn vị") % {"letter": mine.letter}
    number = formats.number(mine.units, get_language() or "vi")
    told = ngettext("%(letter)s, %(n)s đơn vị", "%(letter)s, %(n)s đơn vị", mine.units)
    return told % {"letter": mine.letter, "n": number}


def _units(query: str) -> list[Result]:
    """The units found, with their kind and the unit above."""
    hits = search.find(query, scope=search.Scope(), kinds=[UNIT], limit=MOST)
    units = Unit.objects.select_related("parent").only("code", "kind", "ended_on", "parent__name")
    known = {unit.code: unit for unit in units.filter(code__in=[hit.object_id for hit in hits])}
    group = pgettext("các đơn vị", "Đơn vị")
    return [
        Result(group, hit.title, hit.url, _unit_note(known[hit.object_id]), hit.place)
        for hit in hits
        if hit.object_id in known
    ]


def _unit_note(unit: Unit) -> str:
    parts = [unit.kind, unit.parent.name if unit.parent else "", _("đã thôi hoạt động") if unit.ended_on else ""]
    return ", ".join(part for part in parts if part)
