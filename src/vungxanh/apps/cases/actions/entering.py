"""Confirmed rows enter: people, cases and meetings a thousand at a time, derived once at the end (nhập vào hồ sơ).

Each thousand is one transaction that also marks its rows, and the derivation ends the import: whoever is killed anywhere
and begins again enters nothing twice and leaves nothing out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_noop as _

from vungxanh.apps.cases import naming
from vungxanh.apps.cases.actions import cases, exposures, people
from vungxanh.apps.cases.actions.deriving import derive
from vungxanh.apps.cases.actions.judging import illness, known
from vungxanh.apps.cases.events import CaseOpened
from vungxanh.apps.cases.exchange import meaning
from vungxanh.apps.cases.exchange.columns import Kind
from vungxanh.apps.cases.exchange.reading import Content, problem
from vungxanh.apps.cases.models import (
    Case,
    CaseState,
    Class,
    Classification,
    Import,
    ImportRow,
    ImportState,
    Investigation,
    Person,
    RowState,
    Setting,
)
from vungxanh.apps.cases.queries.staged import content_of
from vungxanh.apps.org.models import Unit
from vungxanh.core.casework.words import Said
from vungxanh.kit import audit, events
from vungxanh.kit.clock import day_of

AT_ONCE = 1000
_COLUMNS = ("content", "state", "problems", "person")
_CAUSE = Said("nhập danh sách", "a list was brought in")


@dataclass(frozen=True, slots=True)
class Bringer:
    """Who confirmed an import, as the audit chain names them."""

    actor_key: str
    actor_name: str
    unit_code: str


@dataclass(slots=True)
class _Row:
    """A row with what it says and whom it is about."""

    row: ImportRow
    content: Content
    person: Person | None = None

    def refuse(self, sentence: str) -> None:
        """Keep it out and say why."""
        self.row.state, self.row.problems = RowState.BAD, [problem("", sentence)]


def enter(import_id: int, *, at: datetime, entropy: naming.Entropy) -> None:
    """Enter what is ready of a confirmed import and derive; nothing to do when that has been done (nhập danh sách)."""
    staged = Import.objects.select_related("by", "unit").filter(pk=import_id).first()
    if staged is None:
        return
    by = Bringer(f"user:{staged.by_id}", staged.by.full_name, staged.unit.code)
    while _enter_some(staged, by, at, entropy):
        pass
    with transaction.atomic():
        audit.hold()
        current = Import.objects.select_for_update().get(pk=import_id)
        if current.state != ImportState.ENTERING:
            return
        entered = current.rows.filter(state=RowState.ENTERED)
        derive(set(entered.values_list("person", flat=True)), cause=_CAUSE, by=by, at=at)
        current.state, current.done_at = ImportState.DONE, at
        current.save(update_fields=["state", "done_at"])
        audit.record("cases.import.done", by=by, on=current, at=at, data={"rows": entered.count()})


def _enter_some(staged: Import, by: Bringer, at: datetime, entropy: naming.Entropy) -> bool:
    """The next thousand rows in one transaction; False when none is left."""
    with transaction.atomic():
        audit.hold()
        current = Import.objects.select_for_update().get(pk=staged.pk)
        if current.state != ImportState.ENTERING:
            return False
        found = list(current.rows.filter(state=RowState.READY).order_by("number")[:AT_ONCE])
        if not found:
            return False
        rows = [_Row(row, content_of(row)) for row in found]
        _skip_known(rows)
        _find_people(current, rows)
        _make_people([each for each in rows if each.row.state == RowState.READY], at, entropy)
        if staged.kind == Kind.CASES:
            _open_cases(_ready(rows), staged.unit, at, entropy)
        else:
            _record_meetings(_ready(rows), by, at)
        _mark(rows)
        data = {"first": found[0].number, "last": found[-1].number, "rows": len(_entered(rows))}
        audit.record("cases.import.enter", by=by, on=current, at=at, data=data)
    return True


def _ready(rows: Sequence[_Row]) -> list[_Row]:
    return [each for each in rows if each.row.state == RowState.READY]


def _entered(rows: Sequence[_Row]) -> list[_Row]:
    return [each for each in rows if each.row.state == RowState.ENTERED]


def _skip_known(rows: Sequence[_Row]) -> None:
    """A row that another file brought in since this one was staged."""
    entered = ImportRow.objects.filter(key__in=[each.row.key for each in rows], state=RowState.ENTERED)
    before = set(entered.values_list("key", flat=True))
    for each in rows:
        if each.row.key in before:
            each.row.state = RowState.SAME


def _find_people(staged: Import, rows: Sequence[_Row]) -> None:
    """Who is known already: by the officer's word, or because another row of theirs has entered (2 queries)."""
    of_file = staged.rows.filter(leader__in={each.row.leader for each in rows}, state=RowState.ENTERED)
    leaders = dict(of_file.exclude(person=None).values_list("leader", "person"))
    wanted = {each.row.number: each.row.person_id or leaders.get(each.row.leader) for each in rows}
    found = Person.objects.select_related("merged_into").in_bulk({key for key in wanted.values() if key})
    for each in rows:
        if person := found.get(wanted[each.row.number] or 0):
            each.person = person.merged_into or person


def _make_people(rows: Sequence[_Row], at: datetime, entropy: naming.Entropy) -> None:
    """One new person for each leader that nobody stands for yet (3 queries)."""
    new = {each.row.leader: each for each in reversed(rows) if each.person is None}
    units = Unit.objects.in_bulk({each.content["place"] for each in new.values()})
    names = _free_names(len(new), entropy)
    made = {}
    for (leader, each), pseudonym in zip(new.items(), names, strict=True):
        made[leader] = people.unsaved(known(each.content), units[each.content["place"]], pseudonym=pseudonym, at=at)
    Person.objects.bulk_create(made.values(), batch_size=AT_ONCE)
    for each in rows:
        each.person = each.person or made[each.row.leader]


def _free_names(count: int, entropy: naming.Entropy) -> list[str]:
    free: set[str] = set()
    while len(free) < count:
        drawn = {naming.pseudonym(entropy(8)) for _number in range(count - len(free))}
        free |= drawn - set(Person.objects.filter(pseudonym__in=drawn).values_list("pseudonym", flat=True))
    return sorted(free)


def _open_cases(rows: Sequence[_Row], unit: Unit, at: datetime, entropy: naming.Entropy) -> None:
    """A case each, unless the person has one that has not ended (4 queries)."""
    ill = Case.objects.filter(person__in=[each.person for each in rows], state=CaseState.ACTIVE)
    taken = set(ill.exclude(classification=Classification.NOT_A_CASE).values_list("person", flat=True))
    new = []
    for each in rows:
        if each.person is None or each.person.pk in taken:
            each.refuse(_("Người này đang có một ca bệnh chưa kết thúc."))
            continue
        taken.add(each.person.pk)
        told = cases.columns(illness(each.content))
        place = {"person": each.person, "path": each.person.path, "reported_by": unit}
        new.append(Case(**place, entered_at=at, updated_at=at, **told))
    for case, code in zip(new, _free_codes(len(new), at, entropy), strict=True):
        case.code = code
    Case.objects.bulk_create(new, batch_size=AT_ONCE)
    forms = (Investigation(case=case, form_version=cases.FORM_VERSION, updated_at=at) for case in new)
    Investigation.objects.bulk_create(forms, batch_size=AT_ONCE)
    events.announce(*(CaseOpened(case.pk, at) for case in new))


def _free_codes(count: int, at: datetime, entropy: naming.Entropy) -> list[str]:
    free: set[str] = set()
    while len(free) < count:
        drawn = {naming.case_code(day_of(at).year, entropy(8)) for _number in range(count - len(free))}
        free |= drawn - set(Case.objects.filter(code__in=drawn).values_list("code", flat=True))
    return sorted(free)


def _record_meetings(rows: Sequence[_Row], by: Bringer, at: datetime) -> None:
    """A meeting each with the case it names, or with the record that took that one over (4 queries)."""
    found = Person.objects.select_related("merged_into").in_bulk({each.content["source"] for each in rows})
    told = []
    for each in rows:
        source = found.get(each.content["source"])
        source = source.merged_into or source if source else None
        if source is None or each.person is None or source.pk == each.person.pk:
            each.refuse(_("Ca nguồn không còn, hoặc là chính người này."))
            continue
        started, ended = meaning.moment(each.content, "started_at"), meaning.moment(each.content, "ended_at")
        if started is None or ended is None:
            raise ValueError("a ready row of contacts has its times")
        told.append(
            exposures.Met(
                source,
                each.person,
                started,
                ended,
                level=Class(each.content["level"]),
                setting=Setting(each.content["setting"]),
                evidence=f"import:{each.row.part_of_id}",
                note=each.content.get("note", ""),
            )
        )
    exposures.add(told, by=by, at=at)


def _mark(rows: Sequence[_Row]) -> None:
    """What became of each row; what it said is the person's now and goes from here (1 query)."""
    for each in rows:
        if each.row.state == RowState.READY:
            each.row.state, each.row.person, each.row.content = RowState.ENTERED, each.person, ""
    ImportRow.objects.bulk_create(
        [each.row for each in rows],
        batch_size=AT_ONCE,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=_COLUMNS,
    )
