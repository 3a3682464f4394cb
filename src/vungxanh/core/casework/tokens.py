"""What still holds a person: one token for each case that reached them (thẻ giữ cách ly theo từng ca nguồn).

A source that turns out negative takes its own token away, and only those without another are released. A token ends
by itself after its last day, so nobody is kept for what was not done in time. The idea is OpenABM-Covid19's.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from vungxanh.core.casework.policy import Policy
from vungxanh.core.casework.standing import Standing


class Cleared(StrEnum):
    """Why a token holds nobody any more (lý do gỡ)."""

    NEGATIVE = "negative"
    """The source case turned out negative."""
    BETWEEN = "between"
    """The contact in between tested negative (kết quả F1 âm tính)."""
    WITHDRAWN = "withdrawn"
    """No exposure links the two any more."""
    POSITIVE = "positive"
    """The person is a case themselves."""


class Hold(StrEnum):
    """What the tokens of a person say on a day (tình trạng)."""

    HELD = "held"
    RELEASED = "released"
    ILL = "ill"


@dataclass(frozen=True, slots=True)
class Token:
    """A case holds a person until a day, inclusive; `via` are those who exposed the person (the ill one for F1).

    `case` is None for who is held by an officer's decision alone.
    """

    person: int
    case: int | None
    level: int
    until: date
    via: tuple[int, ...]
    cleared: Cleared | None = None
    cleared_on: date | None = None

    def holds(self, on: date) -> bool:
        """Whether the person is still held by it on a day."""
        return self.cleared is None and on <= self.until


def issue(standings: Iterable[Standing]) -> list[Token]:
    """A token for each term that asks for quarantine; an officer's own end day replaces the derived ones."""
    found = []
    for standing in standings:
        if standing.plan.quarantine_until is None:
            continue
        decided = standing.override.quarantine_until if standing.override else None
        for term in standing.terms:
            until = decided or term.measure.quarantine_until
            if until:
                found.append(Token(standing.person, term.case, term.level, until, term.sources))
        if decided and not standing.terms:
            found.append(Token(standing.person, None, standing.level, decided, ()))
    return sorted(found, key=_order)


def renewed(
    held: Iterable[Token], standings: Collection[Standing], *, negative: Collection[int], on: date
) -> list[Token]:
    """The tokens after a new derivation: days follow it, and what it no longer says is cleared with its reason.

    `negative` are cases that turned out negative. A token cleared by a result in between stays so while its days and
    exposers are the same; one cleared for another reason comes back when the derivation says so again.
    """
    now = {(token.person, token.case): token for token in issue(standings)}
    ill = {standing.person for standing in standings if standing.level == 0}
    found = []
    for token in held:
        new = now.pop((token.person, token.case), None)
        if new and token.cleared is Cleared.BETWEEN and (new.until, new.via) == (token.until, token.via):
            found.append(token)
        elif new:
            found.append(new)
        elif token.cleared:
            found.append(token)
        else:
            why = Cleared.NEGATIVE if token.case in negative else Cleared.WITHDRAWN
            found.append(_cleared(token, Cleared.POSITIVE if token.person in ill else why, on))
    return sorted([*found, *now.values()], key=_order)


def source_negative(tokens: Iterable[Token], case: int, on: date) -> list[Token]:
    """The tokens after a case turned out negative: its own, along all its rings, are cleared."""
    return [_cleared(token, Cleared.NEGATIVE, on) if token.case == case else token for token in tokens]


def between_negative(tokens: Iterable[Token], negative: Collection[int], policy: Policy, on: date) -> list[Token]:
    """The tokens after contacts tested negative: cleared are those at a level that only waits for such a result.

    `negative` are all persons whose result counts. A token goes when everyone who exposed the person is among them, or
    was freed so of the same case: a negative F1 frees the F2 behind, and these the F3.
    """
    found = sorted(tokens, key=lambda token: token.level)
    freed = {(token.person, token.case) for token in found if token.cleared is Cleared.BETWEEN}
    for place, token in enumerate(found):
        waits = token.cleared is None and token.via and policy.for_level(token.level).until_source_result
        if waits and all(one in negative or (one, token.case) in freed for one in token.via):
            found[place] = _cleared(token, Cleared.BETWEEN, on)
            freed.add((token.person, token.case))
    return sorted(found, key=_order)


def own_positive(tokens: Iterable[Token], person: int, on: date) -> list[Token]:
    """The tokens after a person tested positive: they are F0 and held as a case from here on."""
    return [_cleared(token, Cleared.POSITIVE, on) if token.person == person else token for token in tokens]


def state(tokens: Collection[Token], on: date) -> Hold:
    """What all tokens of one person say on a day."""
    if any(token.cleared is Cleared.POSITIVE for token in tokens):
        return Hold.ILL
    return Hold.HELD if any(token.holds(on) for token in tokens) else Hold.RELEASED


def release_day(tokens: Collection[Token]) -> date | None:
    """The first day on which none of a person's tokens holds, as things stand; None without any or for a case."""
    if not tokens or any(token.cleared is Cleared.POSITIVE for token in tokens):
        return None
    return max(_free_from(token) for token in tokens)


def released(tokens: Iterable[Token], on: date) -> list[int]:
    """Persons who have tokens and are held by none on a day, but are no cases."""
    persons: dict[int, list[Token]] = {}
    for token in tokens:
        persons.setdefault(token.person, []).append(token)
    return sorted(person for person, own in persons.items() if state(own, on) is Hold.RELEASED)


def _free_from(token: Token) -> date:
    after = token.until + timedelta(1)
    return min(after, token.cleared_on) if token.cleared and token.cleared_on else after


def _cleared(token: Token, why: Cleared, on: date) -> Token:
    return token if token.cleared else replace(token, cleared=why, cleared_on=on)


def _order(token: Token) -> tuple[int, int]:
    return (token.person, token.case or 0)
