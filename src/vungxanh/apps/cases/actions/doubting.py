"""Rows of one file that may tell of one person twice: the officer is asked, and the later row follows (dòng trùng)."""

import json
from collections.abc import Iterator, Mapping, Sequence

from django.utils.translation import gettext_noop as _

from vungxanh.apps.cases.actions.judged import Judged
from vungxanh.apps.cases.exchange import meaning
from vungxanh.apps.cases.exchange.reading import Content, problem
from vungxanh.apps.cases.models import Import, ImportRow, RowState
from vungxanh.apps.cases.queries.staged import content_of
from vungxanh.core.casework.alike_rows import alike_rows
from vungxanh.core.casework.identity import Likeness
from vungxanh.kit.among import among
from vungxanh.kit.said import Said

LIKE = "like_row"
"""In the content of such a row: the number of the row above whose person it may be."""
APART, APART_ROW = "apart", "apart_row"
"""In the content of a row that is somebody else: the record, or the number of the row, that it was likened to."""


def ask_of_alike(rows: Sequence[Judged]) -> None:
    """Let rows wait that may be the person of a row above; rows that follow one wait with it.

    Who may be somebody known is asked about that first, and by the answer stands apart from the other row or with it.
    """
    open_rows = [each for each in rows if each.state in (RowState.READY, RowState.MAYBE)]
    first = [each for each in open_rows if each.leader == each.number and each.ours is None]
    found = alike_rows([meaning.identity(each.content) for each in first])
    asked = {first[at].number: (first[above].number, why) for at, (above, why) in found.items()}
    for each in open_rows:
        if each.state is RowState.READY and each.leader in asked:
            number, why = asked[each.leader]
            each.state, each.problems, each.content[LIKE] = RowState.MAYBE, _reasons(number, why), number


def follow(rows: Sequence[ImportRow], staged: Import) -> list[ImportRow]:
    """The rows that now go with the row above that they were likened to, in the order of the file, unsaved (1 query).

    Whom that row is said to be they are too; while it waits they wait with it.
    """
    told = {row.number: content_of(row) for row in rows}
    named = {content[LIKE] for content in told.values() if LIKE in content}
    of_file = {row.number: row for row in staged.rows.filter(among("number", named))}
    of_file |= {row.number: row for row in rows}
    moved = []
    for row in rows:
        above = of_file.get(told[row.number].get(LIKE, 0))
        held = above.person_id if above and above.state != RowState.LEFT else None
        if above is None or (held and told[row.number].get("source") == held):
            continue  # nobody is a contact of himself
        row.leader, row.person_id = above.leader, held
        waits = above.state == RowState.MAYBE
        row.state, row.problems = (RowState.MAYBE, above.problems) if waits else (RowState.READY, [])
        moved.append(row)
    return moved


def keep_apart_from(row: ImportRow) -> None:
    """The row is of somebody else than whom it was likened to, which its content remembers; unsaved."""
    content = content_of(row)
    row.state, row.problems = RowState.READY, []
    if row.person_id:
        content[APART] = row.person_id
    elif LIKE in content:
        content[APART_ROW] = content[LIKE]
    row.person, row.content = None, json.dumps(content, ensure_ascii=False)


def apart_of(
    told: Sequence[tuple[int, Content]], became: Mapping[int, int], staged: Import
) -> Iterator[tuple[int, int]]:
    """Pairs of records that an officer said are two persons, of rows by whom they became and what they say (1 query).

    `became` is who the rows of this part became; rows above it have entered, were left out, or are somebody known.
    """
    above = {content[APART_ROW] for _own, content in told if APART_ROW in content} - became.keys()
    entered = staged.rows.filter(among("number", above), state=RowState.ENTERED).exclude(person=None)
    known = dict(entered.values_list("number", "person")) if above else {}
    for own, content in told:
        number = int(content.get(APART_ROW, 0))
        other = content.get(APART) or became.get(number) or known.get(number)
        if other and other != own:
            yield own, other


def _reasons(number: int, why: Likeness) -> list[Said]:
    said = problem("", _("Có thể cùng người ở dòng %(row)s"), row=number)
    return [said, *({"column": "", "say": reason.vi, "en": reason.en} for reason in why.reasons)]
