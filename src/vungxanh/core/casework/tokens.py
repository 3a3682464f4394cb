"""What still holds a person: one token for each case that reached them (thẻ giữ cách ly theo từng ca nguồn).

They are the standing's terms that ask for quarantine, kept with the reason why one holds no more: what the standing
asks and what the tokens say is always the same. A source that turns out negative takes its own token away, and so does
the negative result of who stands in between where the policy waits for it; only those without another are released. A
token ends by itself after its last day, so nobody is kept for what was not done in time. The idea is OpenABM-Covid19's.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from vungxanh.core.casework.standing import Standing, level_of


class Cleared(StrEnum):
    """Why a token holds nobody any more (lý do gỡ)."""

    NEGATIVE = "negative"
    """The source case turned out negative."""
    BETWEEN = "between"
    """The contact in between tested negative (kết quả F1 âm tính)."""
    DECIDED = "decided"
    """An officer decided that the person need not stay apart for it."""
    WITHDRAWN = "withdrawn"
    """No exposure links the two any more."""
    POSITIVE = "positive"
    """The person is a case themselves."""


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
    """A token for each case whose terms ask for quarantine, and one for a decision that does so by itself.

    Of a case with a term that a decision speaks of and a later one, the token holds until the later end.
    """
    found: dict[tuple[int, int | None], Token] = {}
    for standing in standings:
        for term in standing.terms:
            if until := term.measure.quarantine_until:
                key = (standing.person, term.case)
                level = level_of(term, standing.override)
                one = Token(standing.person, term.case, level, until, term.sources)
                found[key] = _longer(found[key], one) if key in found else one
        if standing.alone and standing.alone.quarantine_until:
            until = standing.alone.quarantine_until
            found[standing.person, None] = Token(standing.person, None, standing.level, until, ())
    return sorted(found.values(), key=_order)


def _longer(one: Token, other: Token) -> Token:
    via = tuple(sorted({*one.via, *other.via}))
    return replace(one, level=min(one.level, other.level), until=max(one.until, other.until), via=via)


def renewed(
    held: Iterable[Token], standings: Collection[Standing], *, negative: Collection[int], on: date
) -> list[Token]:
    """The tokens after a new derivation: days follow it, and what it no longer says is cleared with its reason.

    `negative` are cases that turned out negative. What was cleared comes back when the derivation says so again.
    """
    now = {(token.person, token.case): token for token in issue(standings)}
    ill = {standing.person for standing in standings if standing.level == 0}
    terms = [(standing.person, term) for standing in standings for term in standing.terms]
    told: dict[tuple[int, int | None], Cleared] = {
        **{(person, term.case): Cleared.BETWEEN for person, term in terms if term.is_freed},
        **{(person, term.case): Cleared.DECIDED for person, term in terms if term.is_decided},
    }
    found = []
    for token in held:
        key = (token.person, token.case)
        if new := now.pop(key, None):
            found.append(new)
        elif token.cleared:
            found.append(token)
        elif token.person in ill:
            found.append(replace(token, cleared=Cleared.POSITIVE, cleared_on=on))
        else:
            why = Cleared.NEGATIVE if token.case in negative else Cleared.WITHDRAWN
            found.append(replace(token, cleared=told.get(key, why), cleared_on=on))
    return sorted([*found, *now.values()], key=_order)


def _order(token: Token) -> tuple[int, int]:
    return (token.person, token.case or 0)
