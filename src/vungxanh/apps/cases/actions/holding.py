"""What holds people, kept beside their standings (thẻ giữ cách ly)."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from vungxanh.apps.cases.models import Release
from vungxanh.core.casework import tokens
from vungxanh.core.casework.facts import Case, CaseState
from vungxanh.core.casework.standing import Standing
from vungxanh.core.casework.tokens import Cleared, Token
from vungxanh.kit import bulk

_BATCH = 1000
_COLUMNS = ("level", "until", "via", "cleared", "cleared_on")


def of(persons: Collection[int]) -> list[Token]:
    """The tokens of these people."""
    return [token(row) for row in Release.objects.filter(person__in=persons)]


def token(row: Release) -> Token:
    """One row as the rules know it."""
    cleared = Cleared(row.cleared) if row.cleared else None
    return Token(row.person_id, row.case_id, row.level, row.until, tuple(row.via), cleared, row.cleared_on)


def renew(persons: Collection[int], standings: Mapping[int, Standing], cases: Iterable[Case], *, on: date) -> None:
    """Let the tokens follow a new derivation of these people (3 queries)."""
    negative = {case.key for case in cases if case.state is CaseState.NEGATIVE}
    keep(persons, tokens.renewed(of(persons), list(standings.values()), negative=negative, on=on))


def keep(persons: Collection[int], now: Iterable[Token]) -> None:
    """Write what differs of these people's tokens; none is ever deleted, for each says why it was cleared."""
    held = {(row.person_id, row.case_id): row for row in Release.objects.filter(person__in=persons)}
    new, moved = [], []
    for one in now:
        row = held.get((one.person, one.case))
        if row is None:
            new.append({"person_id": one.person, "case_id": one.case, **_columns(one)})
        elif token(row) != one:
            for name, value in _columns(one).items():
                setattr(row, name, value)
            moved.append(row)
    Release.objects.bulk_update(moved, _COLUMNS, batch_size=_BATCH)
    bulk.insert(Release, new)


def _columns(one: Token) -> dict[str, object]:
    cleared = one.cleared.value if one.cleared else ""
    told = (one.level, one.until, list(one.via), cleared, one.cleared_on)
    return dict(zip(_COLUMNS, told, strict=True))
