"""What becomes of each row that was read: ready, wrong, already in, or perhaps somebody known (xét dòng nhập)."""

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_noop as _
from django.utils.translation import override

from vungxanh.apps.cases import keys, policies
from vungxanh.apps.cases.actions import cases, people
from vungxanh.apps.cases.actions.exposures import faults_of_times
from vungxanh.apps.cases.exchange import meaning
from vungxanh.apps.cases.exchange.columns import Kind, Plan
from vungxanh.apps.cases.exchange.reading import Content, RowRead, problem
from vungxanh.apps.cases.models import Case, Classification, ImportRow, RowState, Sex
from vungxanh.apps.cases.naming import national_number
from vungxanh.apps.cases.queries.duplicates import likest
from vungxanh.apps.cases.queries.localities import Localities
from vungxanh.apps.cases.queries.sources import sources
from vungxanh.apps.org.officers import Officer
from vungxanh.apps.org.queries.places import place_of
from vungxanh.kit.among import among
from vungxanh.kit.problems import Invalid
from vungxanh.kit.said import Said

_AT_ONCE = 2000
_SURELY = 0.75
_DAYS_OF_A_CASE = ("onset_on", "tested_on", "reported_on")
_FIELDS = {
    "onset_on": _DAYS_OF_A_CASE,
    "birth_year": ("birth_year", "born_on", "birth_day", "age"),
    "tested_on": ("tested_on", "reported_on"),
    "started_at": ("first_met", "last_met"),
    "ended_at": ("last_met",),
}


def known(content: Content) -> people.Known:
    """The person of a row."""
    facts: dict[str, str] = {name: content[name] for name in ("born", "occupation") if name in content}
    told = ("full_name", "phone", "citizen_id", "address")
    return people.Known(
        **{name: content.get(name, "") for name in told},
        birth_year=content.get("birth_year"),
        sex=Sex(content.get("sex", Sex.UNKNOWN)),
        is_vaccinated=content.get("is_vaccinated", False),
        facts=facts,
    )


def illness(content: Content) -> cases.Illness:
    """The case of a row; a case that nobody classified is a confirmed one when it has a test, else a suspected one."""
    tested = meaning.day(content, "tested_on")
    usual = Classification.CONFIRMED if tested else Classification.SUSPECTED
    return cases.Illness(
        classification=Classification(content.get("classification", usual)),
        number=content.get("number", ""),
        has_symptoms=content.get("has_symptoms"),
        onset_on=meaning.day(content, "onset_on"),
        sampled_on=meaning.day(content, "sampled_on"),
        tested_on=tested,
        isolated_at=meaning.moment(content, "isolated_at"),
    )


@dataclass(slots=True)
class Judged:
    """A row with what it says; where it stands and why is filled in while it is judged."""

    number: int
    key: str
    content: Content
    problems: list[Said]
    state: RowState
    leader: int
    person_id: int | None = None

    def put(self, state: RowState, why: Said) -> None:
        """Say where the row stands and why."""
        self.state, self.problems = state, [*self.problems, why]

    def columns(self) -> dict[str, object]:
        """As it is staged."""
        return {
            "number": self.number,
            "leader": self.leader,
            "key": self.key,
            "content": json.dumps(self.content, ensure_ascii=False),
            "state": self.state,
            "problems": self.problems,
            "person_id": self.person_id,
        }


class Judge:
    """Judges the rows of one file for one officer; what every row needs is read once."""

    def __init__(self, plan: Plan, kind: Kind, *, by: Officer, at: datetime) -> None:
        self.plan = plan
        self.kind = kind
        self.at = at
        self.area = policies.area(by)
        self.localities = Localities(self.area, place_of(by.unit))
        self._leaders: dict[str, int] = {}
        self._seen: set[str] = set()
        self._numbers: dict[str, int] = {}

    def judge(self, read: Sequence[RowRead]) -> Iterator[Judged]:
        """The rows as they are to be staged, two thousand at a time (8 queries each)."""
        for start in range(0, len(read), _AT_ONCE):
            with override(None):  # what is wrong is kept as the source says it
                part = [self._alone(each) for each in read[start : start + _AT_ONCE]]
            self._settle_known(part)
            if self.kind == Kind.CONTACTS:
                self._settle_sources(part)
            else:
                self._settle_numbers(part)
            self._settle_people(part)
            yield from part

    def _alone(self, read: RowRead) -> Judged:
        """By what the row says alone."""
        key = meaning.row_key(read.content, self.kind)
        unread = {one["column"] for one in read.problems}
        further = [one for one in self._faults(read.content, unread) if one["column"] not in unread]
        problems = _each_once([*read.problems, *further])
        state = RowState.BAD if problems else RowState.READY
        return Judged(read.number, key, read.content, problems, state, leader=read.number)

    def _faults(self, content: Content, unread: Collection[str]) -> Iterator[Said]:
        """What cannot be, of all that could be read."""
        yield from self._refused(people.must_be_sound, known(content))
        if self.kind == Kind.CASES:
            ill = illness(content)
            if any(self.plan.spelt.get(name) in unread for name in _DAYS_OF_A_CASE):  # no day is missing that is wrong
                ill = replace(ill, classification=Classification.SUSPECTED)
            yield from self._refused(cases.must_be_sound, ill)
        started, ended = meaning.moment(content, "started_at"), meaning.moment(content, "ended_at")
        if started and ended:
            yield from (self._problem(*fault) for fault in faults_of_times(started, ended, self.at))
        units = self.localities.of(content.get("commune", ""), content.get("district", ""))
        if len(units) == 1:
            content["place"] = units[0].pk
        elif units:
            yield self._problem("commune", _("Có nhiều xã cùng tên; ghi thêm huyện hoặc ghi mã xã."))
        else:
            named = "commune" if "commune" in content else "district"
            yield self._problem(named, _("Không có xã, huyện này trong địa bàn của đơn vị."))

    def _refused(self, must_be_sound: Callable[[Any, datetime], None], thing: object) -> Iterator[Said]:
        try:
            must_be_sound(thing, self.at)
        except Invalid as invalid:
            yield from (self._problem(error.field, str(error.message)) for error in invalid.errors)

    def _problem(self, field: str, sentence: str) -> Said:
        """Under the header that the file has for the field."""
        spelt = self.plan.spelt
        column = next((spelt[name] for name in (*_FIELDS.get(field, ()), field) if name in spelt), "")
        return problem(column, sentence)

    def _settle_known(self, part: Iterable[Judged]) -> None:
        """The same row again, of this file or of one that has entered, is not entered twice."""
        ready = _ready(part)
        entered = ImportRow.objects.filter(among("key", (each.key for each in ready)), state=RowState.ENTERED)
        before = set(entered.values_list("key", flat=True))
        for each in ready:
            if each.key in before or each.key in self._seen:
                each.put(RowState.SAME, self._problem("", _("Dòng này đã có.")))
            self._seen.add(each.key)

    def _settle_sources(self, part: Iterable[Judged]) -> None:
        """Whose contacts they are, of rows with other faults too: an officer mends a row once."""
        named = [each for each in part if each.state in (RowState.READY, RowState.BAD) and each.content.get("case")]
        found = sources(self.area, {each.content["case"] for each in named})
        for each in named:
            near = found[each.content["case"]]
            if len(near) == 1:
                each.content["source"] = near[0]
            elif near:
                each.put(RowState.BAD, self._problem("case", _("Có nhiều hồ sơ ứng với ô này; ghi mã ca.")))
            else:
                sentence = _("Không tìm thấy ca này. Ghi mã ca, số bệnh nhân hoặc số điện thoại của ca nguồn.")
                each.put(RowState.BAD, self._problem("case", sentence))

    def _settle_numbers(self, part: Iterable[Judged]) -> None:
        """A national number belongs to one case: of another row of the file, or of a case that is there."""
        ready = {each.number: national_number(each.content.get("number", "")) for each in _ready(part)}
        held = dict(Case.objects.filter(number__in={*ready.values()} - {""}).values_list("number", "person"))
        for each in [one for one in _ready(part) if ready[one.number]]:
            number = ready[each.number]
            if number in held:
                each.person_id = held[number]
                each.put(RowState.SAME, self._problem("number", _("Số bệnh nhân này đã có.")))
            elif self._numbers.setdefault(number, each.number) != each.number:
                each.put(RowState.BAD, self._problem("number", _("Số bệnh nhân này đã ghi ở một dòng trên.")))

    def _settle_people(self, part: Iterable[Judged]) -> None:
        """Rows of one person follow the first; the officer is asked where somebody known is like it."""
        ready = {each.number: each for each in _ready(part)}
        asked = {}
        for number, each in ready.items():
            asked[number] = meaning.identity(each.content)
            each.content["keys"] = keys.of(asked[number])
            same = meaning.same_person(each.content)
            each.leader = self._leaders.setdefault(same, number) if same else number
        for number, near in likest(self.area, asked, {key: ready[key].content["keys"] for key in asked}).items():
            each = ready[number]
            if each.content.get("source") == near.person.pk and near.likeness.score >= _SURELY:
                each.put(RowState.BAD, self._problem("case", _("Một người không tiếp xúc với chính mình.")))
                continue
            each.state, each.person_id = RowState.MAYBE, near.person.pk
            each.problems = [{"column": "", "say": reason.vi, "en": reason.en} for reason in near.likeness.reasons]


def _each_once(problems: Iterable[Said]) -> list[Said]:
    found: list[Said] = []
    for one in problems:
        if one not in found:
            found.append(one)
    return found


def _ready(part: Iterable[Judged]) -> list[Judged]:
    return [each for each in part if each.state is RowState.READY]
