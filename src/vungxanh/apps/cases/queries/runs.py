"""One run of deriving and everybody it changed, a page at a time (lần tính lại)."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, QuerySet
from django.utils.translation import gettext_lazy as _

from vungxanh.apps.cases import policies
from vungxanh.apps.cases.models import Change, Derivation
from vungxanh.apps.org.models import Level
from vungxanh.apps.org.officers import Officer
from vungxanh.apps.org.queries.places import place_of
from vungxanh.core.casework.diff import Kind, sentences
from vungxanh.core.casework.small_numbers import shown
from vungxanh.core.casework.words import Said
from vungxanh.kit.paging import Order, Page, page_of
from vungxanh.kit.problems import NotFound

ORDER = Order("id")


@dataclass(frozen=True, slots=True)
class Told:
    """What a run changed as an officer may be told it: people by kind of change, None where a small number is hidden.

    `sentences` are {"vi": …, "en": …}, one for each kind; none when it changed people of other places only.
    """

    counts: Mapping[str, int | None]
    sentences: Sequence[Mapping[str, str]]


def run_of(officer: Officer, key: int) -> Derivation:
    """A run that changed somebody of the officer's place, or concerns a case of it; NotFound otherwise (3 queries)."""
    run = Derivation.objects.select_related("policy").filter(pk=key).first()
    area = policies.area(officer)
    if run and (_changes(officer, run).exists() or run.cases.filter(path__under=area).exists()):
        return run
    raise NotFound(_("Không có lần tính lại này trong địa bàn của đơn vị."))


def changes_of_run(officer: Officer, run: Derivation, *, cursor: str = "", size: int = 50) -> Page[Change]:
    """Whom of the officer's place the run changed, and how; the standings themselves stay unread (1 query)."""
    rows = _changes(officer, run).select_related("person__commune").defer("before", "after")
    return page_of(rows, ORDER, cursor=cursor, size=size)


def told_of(officer: Officer, runs: Collection[Derivation]) -> dict[int, Told]:
    """What each run changed in the officer's place, by its key (1 query, none for who works for the province).

    The run keeps what it changed everywhere; a smaller place is told of its own people alone.
    """
    is_whole = place_of(officer.unit).level == Level.PROVINCE
    found = {run.pk: run.counts for run in runs} if is_whole else _counted(officer, runs)
    return {run.pk: _told(officer, run, found.get(run.pk, {})) for run in runs}


def _told(officer: Officer, run: Derivation, found: Mapping[str, int]) -> Told:
    plain = policies.counts_plainly(officer)
    if found == run.counts and (plain or not found):
        return Told(found, run.sentences)
    counts = {kind: found[kind] if plain else shown(found[kind]) for kind in Kind if kind in found}
    said = sentences(counts, Said(**run.cause)) if counts else []
    return Told({kind.value: count for kind, count in counts.items()}, [each._asdict() for each in said])


def _counted(officer: Officer, runs: Collection[Derivation]) -> Mapping[int, Mapping[str, int]]:
    """People of the officer's place by run and kind; of one person several kinds may have changed."""
    rows = Change.objects.filter(derivation__in=runs, person__path__under=policies.area(officer))
    found: dict[int, Counter[str]] = defaultdict(Counter)
    for run, kinds, people in rows.values_list("derivation", "kinds").annotate(Count("pk")).order_by():
        found[run].update(dict.fromkeys(kinds, people))
    return found


def _changes(officer: Officer, run: Derivation) -> QuerySet[Change]:
    return Change.objects.filter(derivation=run, person__path__under=policies.area(officer))
