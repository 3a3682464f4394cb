"""What changes for whom when levels are derived again (so sánh trước và sau)."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from vungxanh.core.casework.policy import Place
from vungxanh.core.casework.small_numbers import LEAST
from vungxanh.core.casework.standing import Standing
from vungxanh.core.casework.words import Said, counted, dated


class Kind(StrEnum):
    """One way in which a person's standing changed; a person may have several (loại thay đổi)."""

    ADDED = "added"
    REMOVED = "removed"
    LEVEL = "level"
    DATES = "dates"
    PLACE = "place"
    SOURCES = "sources"
    DECISION = "decision"


@dataclass(frozen=True, slots=True)
class Change:
    """One person before and after; None where they did not stand or no longer do."""

    person: int
    kinds: frozenset[Kind]
    before: Standing | None
    after: Standing | None

    def told(self) -> Said:
        """The change in one line, for a list of persons."""
        old, new = self.before, self.after
        if old is None or new is None:
            one = new or old
            level = f"F{one.level}" if one else ""
            return Said(f"mới: {level}", f"new: {level}") if new else Said(f"không còn: {level}", f"no more: {level}")
        said = list(self._differences(old, new))
        return Said("; ".join(one.vi for one in said), "; ".join(one.en for one in said))

    def _differences(self, old: Standing, new: Standing) -> Iterator[Said]:
        if Kind.LEVEL in self.kinds:
            yield Said(f"F{old.level} → F{new.level}", f"F{old.level} → F{new.level}")
        for name, before, after in (
            (Said("cách ly từ", "quarantine from"), old.plan.quarantine_from, new.plan.quarantine_from),
            (Said("cách ly đến", "quarantine until"), old.plan.quarantine_until, new.plan.quarantine_until),
            (Said("theo dõi đến", "monitoring until"), old.plan.monitoring_until, new.plan.monitoring_until),
        ):
            if before != after:
                yield Said(f"{name.vi} {dated(before)} → {dated(after)}", f"{name.en} {dated(before)} → {dated(after)}")
        if Kind.PLACE in self.kinds:
            was, now = _PLACES[old.plan.place], _PLACES[new.plan.place]
            yield Said(f"nơi cách ly: {was.vi} → {now.vi}", f"place of quarantine: {was.en} → {now.en}")
        if old.plan.tests != new.plan.tests:
            yield Said("đổi ngày xét nghiệm", "other days of tests")
        if Kind.SOURCES in self.kinds:
            yield Said("đổi nguồn tiếp xúc", "other sources of exposure")
        if Kind.DECISION in self.kinds:
            why = new.override.reason if new.override else ""
            yield Said(f"quyết định riêng: {why or 'đã bỏ'}", f"decision of an officer: {why or 'undone'}")
        if new.override and _not_decided(new) > _not_decided(old):
            yield Said(
                "quyết định riêng không tính lần tiếp xúc biết sau",
                "the decision says nothing of exposures known later",
            )


def _not_decided(standing: Standing) -> int:
    return sum(not term.is_decided for term in standing.terms)


_PLACES = {
    Place.FACILITY: Said("cơ sở tập trung", "facility"),
    Place.HOME: Said("tại nhà", "home"),
    Place.NONE: Said("không", "none"),
}


@dataclass(frozen=True, slots=True)
class Diff:
    """All changes by person, nobody who stays as they were."""

    changes: tuple[Change, ...]

    def __bool__(self) -> bool:
        return bool(self.changes)

    @property
    def counts(self) -> Mapping[Kind, int]:
        """How many persons each kind touches, in the order of `Kind`; kinds that touch nobody are left out."""
        found = Counter(kind for change in self.changes for kind in change.kinds)
        return {kind: found[kind] for kind in Kind if found[kind]}

    @property
    def cases(self) -> frozenset[int]:
        """The cases that reached anybody who changes, before or after."""
        standings = [one for change in self.changes for one in (change.before, change.after) if one]
        named = {term.case for one in standings for term in one.terms}
        return frozenset(named | {one.case for one in standings if one.case})

    def of(self, kind: Kind) -> tuple[Change, ...]:
        """The changes of a kind."""
        return tuple(change for change in self.changes if kind in change.kinds)

    def sentences(self, cause: Said | None = None) -> list[Said]:
        """One sentence for each kind, with its cause: "7 người đổi cấp vì ngày khởi phát sớm hơn 2 ngày"."""
        return sentences(self.counts, cause)


def sentences(counts: Mapping[Kind, int | None], cause: Said | None = None) -> list[Said]:
    """The same of counts as somebody may be told them; None is one of `small_numbers.shown`."""
    why = Said(f" vì {cause.vi}", f" because {cause.en}") if cause else Said("", "")
    if not counts:
        return [Said(f"Không ai thay đổi{why.vi}.", f"Nobody changes{why.en}.")]
    return [
        Said(f"{_many(many).vi} người {_SAYS[kind].vi}{why.vi}.", _english(many, _SAYS[kind].en) + f"{why.en}.")
        for kind, many in counts.items()
    ]


_SAYS = {
    Kind.ADDED: Said("được thêm vào danh sách", "be added to the list"),
    Kind.REMOVED: Said("ra khỏi danh sách", "leave the list"),
    Kind.LEVEL: Said("đổi cấp", "change level"),
    Kind.DATES: Said("đổi ngày cách ly hoặc theo dõi", "change dates of quarantine or monitoring"),
    Kind.PLACE: Said("đổi nơi cách ly", "change place of quarantine"),
    Kind.SOURCES: Said("đổi nguồn tiếp xúc", "change sources of exposure"),
    Kind.DECISION: Said("có quyết định riêng được thêm, đổi hoặc bỏ", "have a decision of an officer added or changed"),
}


def _many(many: int | None) -> Said:
    return Said(f"Dưới {LEAST}", f"Fewer than {LEAST}") if many is None else Said(counted(many), counted(many))


def _english(many: int | None, says: str) -> str:
    verb, _, rest = says.partition(" ")
    told = _many(many).en
    if verb == "be":
        return f"{told} {'person is' if many == 1 else 'people are'} {rest}"
    one = "has" if verb == "have" else f"{verb}s"
    return f"{told} {'person ' + one if many == 1 else 'people ' + verb} {rest}"


def diff(before: Mapping[int, Standing], after: Mapping[int, Standing]) -> Diff:
    """The changes from one derivation to another, by person."""
    changes = []
    for person in sorted(before.keys() | after.keys()):
        old, new = before.get(person), after.get(person)
        kinds = _kinds(old, new)
        if kinds:
            changes.append(Change(person, kinds, old, new))
    return Diff(tuple(changes))


def _kinds(old: Standing | None, new: Standing | None) -> frozenset[Kind]:
    if old is None or new is None:
        return frozenset({Kind.REMOVED if new is None else Kind.ADDED})
    found = set()
    if old.level != new.level:
        found.add(Kind.LEVEL)
    if old.plan.place != new.plan.place:
        found.add(Kind.PLACE)
    if (old.plan.quarantine_from, old.plan.quarantine_until, old.plan.monitoring_until, old.plan.tests) != (
        new.plan.quarantine_from,
        new.plan.quarantine_until,
        new.plan.monitoring_until,
        new.plan.tests,
    ):
        found.add(Kind.DATES)
    if {(term.case, term.sources) for term in old.terms} != {(term.case, term.sources) for term in new.terms}:
        found.add(Kind.SOURCES)
    if old.override != new.override:
        found.add(Kind.DECISION)
    return frozenset(found)


def onset_moved(old: date, new: date) -> Said:
    """A cause: the onset lies earlier or later than was thought; both days are named ("lùi" is said of both ways)."""
    days = abs((new - old).days)
    way, en = ("sớm hơn", "earlier") if new < old else ("muộn hơn", "later")
    between = f"({dated(old)} → {dated(new)})"
    unit = "day" if days == 1 else "days"
    return Said(f"ngày khởi phát {way} {days} ngày {between}", f"the onset is {days} {unit} {en} {between}")


def policy_changed(old: str, new: str) -> Said:
    """A cause: another version of the policy."""
    return Said(f"áp dụng {new} thay {old}", f"{new} applies in place of {old}")


def ring_opened(ring: int) -> Said:
    """A cause: a ring was opened."""
    return Said(f"mở vòng F{ring}", f"ring F{ring} was opened")


EXPOSURES_CHANGED = Said("tiếp xúc được thêm, sửa hoặc rút", "exposures were added, changed or withdrawn")
RESULT_BETWEEN = Said("kết quả xét nghiệm của người tiếp xúc ở giữa", "a result of the contact in between")
SOURCE_RULED_OUT = Said("ca nguồn bị loại trừ", "the source case was ruled out")
SOURCE_DOUBTED = Said("ca nguồn trở về ca nghi ngờ", "the source case is only suspected again")
