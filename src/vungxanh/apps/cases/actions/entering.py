"""Confirmed rows enter: people, cases and meetings some thousand at a time, derived once at the end (nhập vào hồ sơ).

Each part is one transaction that also marks its rows, and the derivation ends the import: whoever is killed and
begins again enters nothing twice and leaves nothing out.
"""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_noop as _

from vungxanh.apps.cases import naming
from vungxanh.apps.cases.actions import cases, exposures, people
from vungxanh.apps.cases.actions.deriving import derive
from vungxanh.apps.cases.actions.doubting import apart_of
from vungxanh.apps.cases.actions.judged import AGAIN, told_of
from vungxanh.apps.cases.actions.judging import illness, known
from vungxanh.apps.cases.actions.pairing import look, part
from vungxanh.apps.cases.events import CaseOpened
from vungxanh.apps.cases.exchange import meaning
from vungxanh.apps.cases.exchange.columns import Kind
from vungxanh.apps.cases.exchange.reading import Content, problem
from vungxanh.apps.cases.models import (
    Case,
    CaseState,
    Class,
    Classification,
    Exposure,
    Import,
    ImportRow,
    ImportState,
    Investigation,
    Person,
    RowState,
    Setting,
)
from vungxanh.apps.cases.queries.withdrawn import withdrawn
from vungxanh.apps.org.models import Unit
from vungxanh.core.casework.words import Said
from vungxanh.kit import audit, bulk, events
from vungxanh.kit.among import among
from vungxanh.kit.clock import day_of

AT_ONCE = 2000
_CAUSE = Said("nhập danh sách", "a list was brought in")


@dataclass(frozen=True, slots=True)
class Bringer:
    """Who confirmed an import, as the audit chain names them."""

    actor_key: str
    actor_name: str
    unit_code: str


@dataclass(slots=True)
class _Someone:
    """A person's record, as far as it is needed to enter what was done with it."""

    pk: int
    path: str


@dataclass(slots=True)
class _Row:
    """A row with what it says and whom it is about; `why` once it cannot enter."""

    key: int
    number: int
    leader: int
    digest: str
    content: Content
    person_id: int | None
    person: _Someone | None = None
    state: RowState = RowState.READY
    why: str = ""

    def refuse(self, sentence: str) -> None:
        """Keep it out and say why."""
        self.state, self.why = RowState.BAD, sentence


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


@bulk.uncollected()
def _enter_some(staged: Import, by: Bringer, at: datetime, entropy: naming.Entropy) -> bool:
    """The next rows in one transaction; False when none is left."""
    with transaction.atomic():
        audit.hold()
        current = Import.objects.select_for_update().get(pk=staged.pk)
        if current.state != ImportState.ENTERING:
            return False
        rows = _waiting(current)
        if not rows:
            return False
        _skip_known(rows)
        _find_people(current, rows)
        new = _make_people(_ready(rows), at, entropy)
        _keep_apart(new, rows, staged, by, at)
        if staged.kind == Kind.CASES:
            _open_cases(_ready(rows), staged.unit, at, entropy)
        else:
            _record_meetings(_ready(rows), current, by, at)
        entered = _mark(rows)
        data = {"first": rows[0].number, "last": rows[-1].number, "rows": entered}
        audit.record("cases.import.enter", by=by, on=current, at=at, data=data)
    return True


def _waiting(staged: Import) -> list[_Row]:
    """The next rows that are ready, opened."""
    columns = ("pk", "number", "leader", "key", "content", "person")
    found = staged.rows.filter(state=RowState.READY).order_by("number").values_list(*columns)[:AT_ONCE]
    return [
        _Row(key, number, leader, digest, json.loads(content), person)
        for key, number, leader, digest, content, person in found
    ]


def _ready(rows: Sequence[_Row]) -> list[_Row]:
    return [each for each in rows if each.state == RowState.READY]


def _skip_known(rows: Sequence[_Row]) -> None:
    """A row that another file brought in since this one was staged, or brought in again what was withdrawn."""
    entered = ImportRow.objects.filter(among("key", (each.digest for each in rows)), state=RowState.ENTERED)
    before = set(entered.values_list("key", flat=True))
    known = [each for each in rows if each.digest in before]
    again = {each.key: told_of(each.content, each.person_id or 0) for each in known if AGAIN in each.content}
    gone = withdrawn({told for told in again.values() if told})
    for each in known:
        if each.key not in again or (each.person_id and again[each.key] not in gone):
            each.state = RowState.SAME


def _find_people(staged: Import, rows: Sequence[_Row]) -> None:
    """Who is known already: by the officer's word, or because another row of theirs has entered (2 queries)."""
    of_file = staged.rows.filter(among("leader", {each.leader for each in rows}), state=RowState.ENTERED)
    leaders = dict(of_file.exclude(person=None).values_list("leader", "person"))
    wanted = {each.number: each.person_id or leaders.get(each.leader) for each in rows}
    found = _living({key for key in wanted.values() if key})
    for each in rows:
        each.person = found.get(wanted[each.number] or 0)
        if each.person is None and not {"keys", "place"} <= each.content.keys():
            each.refuse(_("Hồ sơ mang mã này không còn."))


def _living(wanted: Collection[int]) -> dict[int, _Someone]:
    """Who the records stand for, those that were merged for the record that took them over (1 query)."""
    columns = ("pk", "path", "merged_into", "merged_into__path")
    found = Person.objects.filter(among("id", wanted)).values_list(*columns)
    return {key: _Someone(over or key, over_path or path) for key, path, over, over_path in found}


def _make_people(rows: Sequence[_Row], at: datetime, entropy: naming.Entropy) -> list[_Row]:
    """One new person for each leader that nobody stands for yet (4 queries, and 6 for whom they are like)."""
    new = {each.leader: each for each in reversed(rows) if each.person is None}
    units = Unit.objects.in_bulk({each.content["place"] for each in new.values()})
    names = dict(zip(new, _free_names(len(new), entropy), strict=True))
    made = []
    for leader, each in new.items():
        told, place = each.content, units[each.content["place"]]
        made.append(people.row_of(known(told), place, pseudonym=names[leader], at=at, digests=told["keys"]))
    bulk.insert(Person, made)
    written = Person.objects.filter(among("pseudonym", names.values())).values_list("pseudonym", "pk", "path")
    found = {name: _Someone(key, path) for name, key, path in written}
    look([each.pk for each in found.values()], at=at)
    for each in rows:
        each.person = each.person or found[names[each.leader]]
    return list(new.values())


def _keep_apart(new: Sequence[_Row], rows: Sequence[_Row], staged: Import, by: Bringer, at: datetime) -> None:
    """What was said at entry of whom a row is not holds as if it were said of both records."""
    became = {each.number: each.person.pk for each in rows if each.person}
    told = [(each.person.pk, each.content) for each in new if each.person]
    pairs = list(apart_of(told, became, staged))
    stand = _living({other for _own, other in pairs}) if pairs else {}
    for own, other in pairs:
        if other in stand and stand[other].pk != own:
            part(own, stand[other].pk, user=staged.by_id, by=by, at=at)


def _free_names(count: int, entropy: naming.Entropy) -> list[str]:
    free: set[str] = set()
    while len(free) < count:
        drawn = {naming.pseudonym(entropy(8)) for _number in range(count - len(free))}
        free |= drawn - set(Person.objects.filter(among("pseudonym", drawn)).values_list("pseudonym", flat=True))
    return sorted(free)


def _open_cases(rows: Sequence[_Row], unit: Unit, at: datetime, entropy: naming.Entropy) -> None:
    """A case each, unless the person has one that has not ended or the national number is another's (5 queries)."""
    numbers = {naming.national_number(each.content.get("number", "")) for each in rows} - {""}
    held: set[object] = set(Case.objects.filter(number__in=numbers).values_list("number", flat=True))
    ill = Case.objects.filter(person__in=[each.person.pk for each in rows if each.person], state=CaseState.ACTIVE)
    taken = set(ill.exclude(classification=Classification.NOT_A_CASE).values_list("person", flat=True))
    new = []
    for each in rows:
        if each.person is None or each.person.pk in taken:
            each.refuse(_("Người này đang có một ca bệnh chưa kết thúc."))
            continue
        told = cases.columns(illness(each.content))
        if told["number"] in held:
            each.refuse(_("Số bệnh nhân này đã có."))
            continue
        taken.add(each.person.pk)
        held |= {told["number"]} - {""}
        place = {"person_id": each.person.pk, "path": each.person.path, "reported_by": unit}
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


def _record_meetings(rows: Sequence[_Row], staged: Import, by: Bringer, at: datetime) -> None:
    """A meeting each with the case it names, or with the record that took that one over (4 queries)."""
    found = _living({each.content["source"] for each in rows})
    told = []
    for each in rows:
        source = found.get(each.content["source"])
        started, ended = meaning.moment(each.content, "started_at"), meaning.moment(each.content, "ended_at")
        if source is None or each.person is None or source.pk == each.person.pk:
            each.refuse(_("Ca nguồn không còn, hoặc là chính người này."))
            continue
        if started is None or ended is None or any(exposures.faults_of_times(started, ended, at)):
            each.refuse(_("Lần tiếp xúc đã quá cũ để nhập."))
            continue
        told.append(
            exposures.Met(
                source,
                each.person,
                started,
                ended,
                level=Class(each.content["level"]),
                setting=Setting(each.content["setting"]),
                is_timed=each.content.get("is_timed", False),
                evidence=f"import:{staged.pk}",
                note=each.content.get("note", ""),
            )
        )
    columns = {row["row_key"]: row for row in (exposures.row_of(met, by, at) for met in told)}
    held = set(Exposure.objects.filter(among("row_key", columns)).values_list("row_key", flat=True))
    bulk.insert(Exposure, [row for key, row in columns.items() if key not in held])


def _mark(rows: Sequence[_Row]) -> int:
    """What became of each row (1 query); what an entered one said is the person's now and goes from here."""
    ready = _ready(rows)
    became = [(each.key, each.person.pk) for each in ready if each.person]
    bulk.update_one(ImportRow, "person", became, state=RowState.ENTERED, content="", problems=[])
    for each in rows:
        if each.state != RowState.READY:
            told = [problem("", each.why)] if each.why else []
            ImportRow.objects.filter(pk=each.key).update(state=each.state, problems=told)
    return len(ready)
