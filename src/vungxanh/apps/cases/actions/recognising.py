"""Rows that say by our own pseudonym or code which record they are: nobody enters a second time (nhận lại hồ sơ)."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from django.utils.translation import gettext_noop as _

from vungxanh.apps.cases import keys
from vungxanh.apps.cases.actions.judged import Judged, ready_of, told_of
from vungxanh.apps.cases.exchange import meaning
from vungxanh.apps.cases.exchange.columns import Kind
from vungxanh.apps.cases.exchange.reading import Content, RowRead
from vungxanh.apps.cases.exchange.reading import problem as said_of_row
from vungxanh.apps.cases.models import RowState
from vungxanh.apps.cases.naming import national_number
from vungxanh.apps.cases.queries.ours import Meetings, Ours, Told, meetings, met_by_name, named, of_cases
from vungxanh.apps.cases.queries.staged import MEETING
from vungxanh.apps.org.officers import Officer
from vungxanh.core.casework.identity import NEAR, name_likeness
from vungxanh.kit.clock import day_of
from vungxanh.kit.said import Said

Problem = Callable[..., Said]
"""A sentence under the header that the file has for a field."""
_MINUTE = timedelta(minutes=1)


class Records:
    """Whom the rows of a part name: people by pseudonym, cases by code (9 queries)."""

    def __init__(self, read: Sequence[RowRead], kind: Kind, *, by: Officer, at: datetime) -> None:
        self.kind = kind
        self._people = named(by, _told(read, "pseudonym"), at=at)
        numbers = {national_number(number) for number in _told(read, "number")}
        self._cases = of_cases(by, _told(read, "code") | numbers, at=at) if kind == Kind.CASES else {}

    def of(self, content: Content) -> Ours | None:
        """The record that a row names; None where it names none, or one that is not here."""
        column = self.case_of(content)
        if column:
            return self._cases[content[column] if column == "code" else national_number(content[column])]
        return self._people.get(content.get("pseudonym", ""))

    def case_of(self, content: Content) -> str:
        """Which field names a case that is there already; "" where none does."""
        if content.get("code", "") in self._cases:
            return "code"
        number = content.get("number", "")
        return "number" if number and national_number(number) in self._cases else ""

    def faults(self, content: Content, problem: Problem) -> Iterator[Said]:
        """What is wrong with the name alone: nobody's, or that of somebody who is called otherwise.

        Of who is masked the name is not compared: the answer would say who they are.
        """
        ours, column = self.of(content), self.case_of(content) or "pseudonym"
        if ours is None:
            is_told = content.get("full_name") or content.get("phone")
            if not is_told or (self.kind == Kind.CONTACTS and "case" not in content):
                column = "pseudonym" if "pseudonym" in content else "code"
                yield problem(column, _("Không có hồ sơ mang mã này trong địa bàn của đơn vị."))
            return
        names = content.get("full_name", ""), ours.person.full_name
        if column != "number" and ours.is_open and all(names) and name_likeness(*names) < NEAR:
            yield problem(column, _("Mã này là của hồ sơ mang tên khác. Bỏ mã nếu là người khác."))


def settle_ours(part: Iterable[Judged], problem: Problem) -> None:
    """Sound rows of contacts that name a record: their meeting is known, or a further one of theirs (2 queries)."""
    own = [(each, each.ours) for each in ready_of(part) if each.ours]
    pairs = {each.number: (each.content.get("source"), ours.person.pk) for each, ours in own}
    known = meetings({(source, person) for source, person in pairs.values() if source not in (None, person)})
    for each, ours in own:
        source, person = pairs[each.number]
        if source == person:
            each.put(RowState.BAD, problem("case", _("Một người không tiếp xúc với chính mình.")))
        else:
            each.state, why = _standing_of(each.content, ours, known.get((source, person)), problem)
            each.problems = [why] if why else []
        each.person_id = None if each.state is RowState.BAD else person
        if each.content.keys() & {"full_name", "phone"}:
            each.content["keys"] = keys.of(meaning.identity(each.content))


def settle_alike(part: Iterable[Judged], area: str) -> None:
    """The officer is asked where somebody of the same name and commune met the same case that day (4 queries)."""
    asked = {}
    for each in ready_of(part):
        met, name = told_of(each.content, 0), each.content.get("full_name", "")
        if each.ours is None and met and name:
            asked[each.number] = Told(each.content["source"], each.content["place"], name, *met[1:])
    found = met_by_name(area, asked)
    for each in part:
        if each.number in found:
            each.person_id = found[each.number]
            each.put(RowState.MAYBE, said_of_row("", _("Cùng họ tên, cùng xã, đã ghi gặp ca này trong ngày ấy.")))


def _standing_of(
    content: Content, ours: Ours, known: Meetings | None, problem: Problem
) -> tuple[RowState, Said | None]:
    """Where a row stands and why; ready, its meeting is a further one of the person it names."""
    started, ended = meaning.moment(content, "started_at"), meaning.moment(content, "ended_at")
    again = problem("", _("Dòng này đã có."))
    if started is None or ended is None:
        return RowState.SAME, again
    if known is None:
        return RowState.BAD, problem("case", _("Cần mã ca, số bệnh nhân hoặc số điện thoại của ca nguồn."))
    is_timed = content.get("is_timed", False)
    if all(_is_known(moment, known, is_timed=is_timed) for moment in (started, ended)):
        return RowState.SAME, again
    wrong = _in_the_way(known, started, ended, problem)
    if wrong:
        return RowState.BAD, wrong
    if not known.met:  # an old file names the case of whom F2 have met, not whom they met
        sentence = _("Chưa ghi người này gặp ca lần nào. Cùng một người là ghi gặp trực tiếp ca.")
        return RowState.MAYBE, problem("", sentence) | {MEETING: True}
    is_asked = not ours.is_open and content.get("full_name")  # nobody compares the name of who is masked
    return RowState.MAYBE if is_asked else RowState.READY, None


def _in_the_way(known: Meetings, started: datetime, ended: datetime, problem: Problem) -> Said | None:
    """Why a meeting that is not known cannot enter as a further one."""
    gone = next((why for since, until, why in known.gone if since <= ended and until >= started), None)
    if gone is not None:
        sentence = _("Lần tiếp xúc này đã bị rút (%(why)s). Nếu đúng là đã gặp, ghi lại ở hồ sơ của ca.")
        return problem("", sentence, why=gone)
    if known.level is not None and known.level > 1 and not known.met:
        sentence = _("Người này là F%(level)s của ca, không gặp ca; ghi ca nguồn là người họ đã gặp.")
        return problem("case", sentence, level=known.level)
    return None


def _is_known(moment: datetime, known: Meetings, *, is_timed: bool) -> bool:
    """Whether they are known to have met then, or that is when the case reached them: what a file of ours tells."""
    ends = [end for end in known.reached if end]
    if not is_timed:
        day = day_of(moment)
        return any(day_of(since) <= day <= day_of(until) for since, until in known.met) or day in map(day_of, ends)
    within = any(since - _MINUTE < moment <= until for since, until in known.met)
    return within or any(abs(end - moment) < _MINUTE for end in ends)


def _told(read: Sequence[RowRead], name: str) -> set[str]:
    return {each.content[name] for each in read if name in each.content}
