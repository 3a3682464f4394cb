"""Levels around one case as the phones tell them at this moment (theo điện thoại, tính ngay).

Asked of the live segments; nothing of it is written down and nobody's level changes by it. Whoever case work does not
know is a count, and no count is shown that points at somebody.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vungxanh.apps.cases import policies
from vungxanh.apps.cases.models import Case, Person
from vungxanh.apps.cases.queries import facts
from vungxanh.apps.cases.queries.policy import in_force
from vungxanh.apps.exposure.queries import chains
from vungxanh.apps.exposure.queries.chains import Asked, Basis, ChainsUnavailable
from vungxanh.apps.org.officers import Officer
from vungxanh.core.casework.small_numbers import shown
from vungxanh.core.casework.windows import infectious_since
from vungxanh.kit.among import among
from vungxanh.kit.clock import day_of
from vungxanh.kit.problems import Conflict, Invalid, Problem

LATENCIES = (0, 24, 48)
NEAREST = 20_000
NAMED = 50


class PhonesUnavailable(Problem):
    """The process that holds the contact graph does not answer (RFC 9457)."""

    slug, status, title = "phones-unavailable", 503, gettext_lazy("Chưa hỏi được đồ thị tiếp xúc")


class NoSource(Conflict):
    """The case exposes nobody: it is suspected, or none (không phải nguồn lây)."""

    title = gettext_lazy("Ca này không phải nguồn lây")


@dataclass(frozen=True, slots=True)
class LevelCount:
    """People of one level: `here` whom the officer may see; `elsewhere` and `unknown` are None where they are few."""

    level: int
    here: int
    elsewhere: int | None
    unknown: int | None

    @property
    def total(self) -> int | None:
        """All of them, None where that would tell a count that is not shown."""
        if self.elsewhere is None or self.unknown is None:
            return None
        return self.least

    @property
    def least(self) -> int:
        """As many at least: those whose count is shown."""
        return self.here + (self.elsewhere or 0) + (self.unknown or 0)


@dataclass(frozen=True, slots=True)
class Step:
    """One hop of a chain: a person of the officer's place, or one of whom nothing is said but that they are known."""

    person: Person | None
    is_known: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class Near:
    """Somebody case work knows, in the officer's place, and the chain that leads from the case to them."""

    person: Person
    level: int
    chain: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Live:
    """The answer. `since` is when the case began to infect; only the nearest `NEAREST` were looked up, if `is_cut`."""

    since: datetime
    levels: tuple[LevelCount, ...]
    people: tuple[Near, ...]
    basis: Basis
    is_cut: bool


def live(officer: Officer, case: Case, *, latency_hours: int, max_level: int, at: datetime) -> Live:
    """Who is F1 to F`max_level` of a case by close contacts of phones until now (8 queries, more with many people).

    NoSource, Invalid outside of the policy, PhonesUnavailable.
    """
    policies.must_see(officer, case)
    _row, policy = in_force(day_of(at))
    if latency_hours not in LATENCIES or not 1 <= max_level <= policy.max_ring:
        raise Invalid(_("Chỉ tính đến F%(level)d, với 0, 24 hoặc 48 giờ ủ bệnh.") % {"level": policy.max_ring})
    source = facts.sources().filter(pk=case.pk, turned_negative=False).first()
    if source is None:
        raise NoSource(_("Ca nghi ngờ hoặc đã loại trừ không phải là nguồn lây."))
    since = infectious_since(facts.case(source), policy)
    subjects = Person.objects.filter(Q(pk=case.person_id) | Q(merged_into=case.person_id)).values_list("subject")
    asked = Asked(
        [(subject, since) for (subject,) in subjects], max_level, at, timedelta(hours=latency_hours), {}, close=True
    )
    try:
        return _answered(officer, case, asked, since)
    except ChainsUnavailable:
        raise PhonesUnavailable(_("Tiến trình giữ đồ thị tiếp xúc không trả lời.")) from None


@dataclass(frozen=True, slots=True)
class _Known:
    """Whom case work knows by a subject: their record's key, or that of who took them over, and its place."""

    person: int
    path: str


def _answered(officer: Officer, case: Case, asked: Asked, since: datetime) -> Live:
    """Asked without anybody's isolation first: that reaches everybody whose isolation can matter.

    It matters to those whom they met later, so of the last level it does not.
    """
    known = {subject: _Known(case.person_id, case.person.path) for subject, _since in asked.cases}
    told = chains.nearest_of(asked, at_most=NEAREST)
    known |= _known_by(told.value)
    if isolated := _isolated(known, case, asked.until):
        asked = asked.with_isolated(isolated)
        told = chains.nearest_of(asked, at_most=NEAREST)
    area = policies.area(officer)
    return Live(
        since,
        tuple(_counts(told.value, known, area, asked.max_level)),
        _named(told.value, known, area, asked),
        told.basis,
        is_cut=len(told.value) == NEAREST,
    )


def _known_by(subjects: Collection[UUID]) -> dict[UUID, _Known]:
    """Whom case work knows, as columns alone (1 query)."""
    columns = ("subject", "pk", "path", "merged_into", "merged_into__path")
    rows = Person.objects.filter(among("subject", (each.hex for each in subjects))).values_list(*columns)
    return {subject: _Known(other or key, other_path or path) for subject, key, path, other, other_path in rows}


def _isolated(known: dict[UUID, _Known], case: Case, at: datetime) -> dict[UUID, datetime]:
    """From when each of them infects nobody, by case or by order that lasts."""
    found = facts.kept_apart({one.person for one in known.values()}, of=case.pk, at=at)
    return {
        subject: datetime.fromtimestamp(found[one.person] * 60, UTC)
        for subject, one in known.items()
        if one.person in found
    }


def _counts(reached: dict[UUID, int], known: dict[UUID, _Known], area: str, max_level: int) -> Iterator[LevelCount]:
    seen = set[int]()
    counts = {level: [0, 0, 0] for level in range(1, max_level + 1)}
    for subject, level in reached.items():  # the nearest first, so that a merged record counts once
        person = known.get(subject)
        if person is None:
            counts[level][2] += 1
        elif person.person not in seen:
            seen.add(person.person)
            counts[level][0 if person.path.startswith(area) else 1] += 1
    for level, (here, elsewhere, unknown) in counts.items():
        yield LevelCount(level, here, shown(elsewhere), shown(unknown))


def _named(reached: dict[UUID, int], known: dict[UUID, _Known], area: str, asked: Asked) -> tuple[Near, ...]:
    """The nearest whom the officer may see, each with why."""
    here = dict[int, UUID]()
    for subject in reached:
        one = known.get(subject)
        if one is not None and one.path.startswith(area):
            here.setdefault(one.person, subject)
        if len(here) == NAMED:
            break
    why = chains.paths_of(asked, list(here.values())).value if here else {}
    passed = {subject for chain in why.values() for subject, _at in chain}
    keys = {known[subject].person for subject in passed if subject in known}
    people = Person.objects.select_related("commune").in_bulk(keys | set(here))
    return tuple(
        Near(people[key], reached[subject], tuple(_steps(why.get(subject, ()), known, people, area)))
        for key, subject in here.items()
    )


def _steps(
    chain: Sequence[tuple[UUID, datetime]], known: dict[UUID, _Known], people: dict[int, Person], area: str
) -> Iterator[Step]:
    for subject, at in chain:
        one = known.get(subject)
        is_here = one is not None and one.path.startswith(area)
        yield Step(people[one.person] if one and is_here else None, one is not None, at)
