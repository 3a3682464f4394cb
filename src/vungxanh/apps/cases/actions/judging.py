"""What becomes of each row that was read: ready, wrong, already in, or perhaps somebody known (xét dòng nhập)."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_noop as _
from django.utils.translation import override

from vungxanh.apps.cases import keys, policies
from vungxanh.apps.cases.actions import people
from vungxanh.apps.cases.actions.exposures import faults_of_times
from vungxanh.apps.cases.actions.illness import Illness, isolated_before, must_be_sound
from vungxanh.apps.cases.actions.judged import AGAIN, Judged, ready_of, told_of
from vungxanh.apps.cases.actions.recognising import Records, settle_alike, settle_ours
from vungxanh.apps.cases.exchange import meaning
from vungxanh.apps.cases.exchange.columns import Kind, Plan
from vungxanh.apps.cases.exchange.reading import Content, RowRead, problem
from vungxanh.apps.cases.models import Classification, ImportRow, RowState, Sex
from vungxanh.apps.cases.naming import national_number
from vungxanh.apps.cases.queries.duplicates import likest
from vungxanh.apps.cases.queries.localities import Localities
from vungxanh.apps.cases.queries.ours import Ours
from vungxanh.apps.cases.queries.policy import in_force
from vungxanh.apps.cases.queries.sources import sources
from vungxanh.apps.cases.queries.staged import MEETING
from vungxanh.apps.cases.queries.withdrawn import withdrawn
from vungxanh.apps.org.officers import Officer
from vungxanh.apps.org.queries.places import place_of
from vungxanh.core.casework.policy import Policy
from vungxanh.kit.among import among
from vungxanh.kit.clock import day_of
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
    "code": ("code", "number"),
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


def illness(content: Content) -> Illness:
    """The case of a row; a case that nobody classified is a confirmed one when it has a test, else a suspected one."""
    tested = meaning.day(content, "tested_on")
    usual = Classification.CONFIRMED if tested else Classification.SUSPECTED
    return Illness(
        classification=Classification(content.get("classification", usual)),
        number=content.get("number", ""),
        has_symptoms=content.get("has_symptoms"),
        onset_on=meaning.day(content, "onset_on"),
        sampled_on=meaning.day(content, "sampled_on"),
        tested_on=tested,
        isolated_at=meaning.moment(content, "isolated_at"),
    )


class Judge:
    """Judges the rows of one file for one officer; what every row needs is read once."""

    def __init__(self, plan: Plan, kind: Kind, *, by: Officer, at: datetime) -> None:
        self.plan = plan
        self.kind = kind
        self.by = by
        self.at = at
        self.area = policies.area(by)
        self.localities = Localities(self.area, place_of(by.unit))
        self._leaders: dict[str, int] = {}
        self._seen: set[str] = set()
        self._numbers: dict[str, int] = {}
        self._policy: Policy | None = None

    def judge(self, read: Sequence[RowRead]) -> Iterator[Judged]:
        """The rows as they are to be staged, two thousand at a time (22 queries each)."""
        for start in range(0, len(read), _AT_ONCE):
            now = read[start : start + _AT_ONCE]
            own = Records(now, self.kind, by=self.by, at=self.at)
            with override(None):  # what is wrong is kept as the source says it
                part = [self._alone(each, own) for each in now]
            before = self._settle_known(part)
            again: dict[int, tuple[int, list[Said]]] = {}
            if self.kind == Kind.CONTACTS:
                self._settle_sources(part)
                settle_ours(part, self._problem)
                again = self._taken_back(part, before)
            else:
                self._settle_numbers(part)
            self._settle_people(part)
            settle_alike(part, self.area)
            for each in part:
                if each.number in again and each.state is not RowState.BAD:
                    each.state, each.person_id, each.problems = RowState.MAYBE, *again[each.number]
            yield from part

    def _alone(self, read: RowRead, own: Records) -> Judged:
        """By what the row says alone, and which record of ours it names."""
        key, ours = meaning.row_key(read.content, self.kind), own.of(read.content)
        unread = {one["column"] for one in read.problems}
        named, column = {"pseudonym", "code"} & read.content.keys(), own.case_of(read.content)
        wrong = list(own.faults(read.content, self._problem)) if named else []
        if not wrong and column:
            sentence = _("Ca này đã có.") if column == "code" else _("Số bệnh nhân này đã có.")
            told = [self._problem(column, sentence)]
            return Judged(
                read.number, key, read.content, told, RowState.SAME, read.number, ours.person.pk if ours else None
            )
        further = [one for one in self._faults(read.content, unread, ours) if one["column"] not in unread]
        problems = _each_once([*read.problems, *wrong, *further])
        state = RowState.BAD if problems else RowState.READY
        person = ours.person.pk if ours and not problems else None
        if self.kind == Kind.CASES and not problems:
            problems = self._worth_a_look(illness(read.content))
        return Judged(read.number, key, read.content, problems, state, read.number, person, ours)

    def _worth_a_look(self, ill: Illness) -> list[Said]:
        """What may be right and yet is told: it leaves nobody a contact."""
        if ill.isolated_at is None:
            return []
        today = day_of(self.at)
        self._policy = self._policy or in_force(today)[1]
        if (since := isolated_before(ill, self._policy, today)) is None:
            return []
        sentence = _("Cách ly trước khi có thể lây (từ %(since)s): không ai được tính là tiếp xúc của ca này.")
        column = self.plan.spelt.get("isolated_at", "")
        return [problem(column, sentence, since=f"{since:%d/%m/%Y}")]

    def _faults(self, content: Content, unread: Collection[str], ours: Ours | None) -> Iterator[Said]:
        """What cannot be, of all that could be read."""
        yield from self._refused(people.must_be_sound, known(content))
        if self.kind == Kind.CASES:
            ill = illness(content)
            if any(self.plan.spelt.get(name) in unread for name in _DAYS_OF_A_CASE):  # no day is missing that is wrong
                ill = replace(ill, classification=Classification.SUSPECTED)
            yield from self._refused(must_be_sound, ill)
        started, ended = meaning.moment(content, "started_at"), meaning.moment(content, "ended_at")
        if started and ended:
            yield from (self._problem(*fault) for fault in faults_of_times(started, ended, self.at))
        units = self.localities.of(content.get("commune", ""), content.get("district", ""))
        if len(units) == 1:
            content["place"] = units[0].pk
        elif ours:
            return  # they stand where their record stands
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

    def _problem(self, field: str, sentence: str, **facts: str | int) -> Said:
        """Under the header that the file has for the field."""
        spelt = self.plan.spelt
        column = next((spelt[name] for name in (*_FIELDS.get(field, ()), field) if name in spelt), "")
        return problem(column, sentence, **facts)

    def _settle_known(self, part: Iterable[Judged]) -> dict[str, int | None]:
        """The same row again, of this file or of one that has entered, is not entered twice; whom those became."""
        ready = ready_of(part)
        entered = ImportRow.objects.filter(among("key", (each.key for each in ready)), state=RowState.ENTERED)
        people = entered.order_by("pk").values_list("key", "person__merged_into", "person")
        before: dict[str, int | None] = {key: kept or person for key, kept, person in people}
        for each in ready:
            if each.key in before or each.key in self._seen:
                each.put(RowState.SAME, self._problem("", _("Dòng này đã có.")))
            self._seen.add(each.key)
        return before

    def _settle_sources(self, part: Iterable[Judged]) -> None:
        """Whose contacts they are, of rows with other faults too: an officer mends a row once."""
        named = [each for each in part if each.content.get("case")]
        found = sources(self.area, {each.content["case"] for each in named})
        for each in named:
            near = found[each.content["case"]]
            if len(near) == 1:
                each.content["source"] = near[0]
            elif each.state is RowState.SAME:
                continue
            elif near:
                each.put(RowState.BAD, self._problem("case", _("Có nhiều hồ sơ ứng với ô này; ghi mã ca.")))
            else:
                sentence = _("Không tìm thấy ca này. Ghi mã ca, số bệnh nhân hoặc số điện thoại của ca nguồn.")
                each.put(RowState.BAD, self._problem("case", sentence))

    def _taken_back(
        self, part: Iterable[Judged], before: Mapping[str, int | None]
    ) -> dict[int, tuple[int, list[Said]]]:
        """Rows that entered before and whose meeting was withdrawn since: the officer is asked (2 queries).

        By the number of the row, whom it is about and why it was withdrawn. They are ready until that is said of them.
        """
        met = {}
        for each in part:
            person = before.get(each.key)
            if each.state is RowState.SAME and person and (told := told_of(each.content, person)):
                met[each.number] = (each, person, told)
        gone = withdrawn({told for _each, _person, told in met.values()})
        asked = {}
        for number, (each, person, told) in met.items():
            if told in gone:
                each.state, each.content[AGAIN] = RowState.READY, True
                sentence = _("Lần tiếp xúc này đã nhập rồi bị rút (%(why)s). Cùng một người là tính lại.")
                asked[number] = (person, [problem("", sentence, why=gone[told]) | {MEETING: True}])
        return asked

    def _settle_numbers(self, part: Iterable[Judged]) -> None:
        """A national number belongs to one case, so to one row of the file."""
        ready = {each.number: national_number(each.content.get("number", "")) for each in ready_of(part)}
        for each in [one for one in ready_of(part) if ready[one.number]]:
            number = ready[each.number]
            if self._numbers.setdefault(number, each.number) != each.number:
                each.put(RowState.BAD, self._problem("number", _("Số bệnh nhân này đã ghi ở một dòng trên.")))

    def _settle_people(self, part: Iterable[Judged]) -> None:
        """Rows of one person follow the first; the officer is asked where somebody known is like it."""
        ready = {each.number: each for each in ready_of(part) if each.ours is None}
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
            alike: list[Said] = [{"column": "", "say": why.vi, "en": why.en} for why in near.likeness.reasons]
            each.problems = [*each.problems, *alike]


def _each_once(problems: Iterable[Said]) -> list[Said]:
    found: list[Said] = []
    for one in problems:
        if one not in found:
            found.append(one)
    return found
