"""A row of a list with what it says and where it stands, while it is judged (dòng đang xét)."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from vungxanh.apps.cases.exchange import meaning
from vungxanh.apps.cases.exchange.reading import Content
from vungxanh.apps.cases.models import RowState
from vungxanh.apps.cases.queries.ours import Ours
from vungxanh.apps.cases.queries.withdrawn import Told
from vungxanh.kit.said import Said

AGAIN = "again"
"""In the content of a row that entered before and was withdrawn since."""
_MET = ("started_at", "ended_at")


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
    ours: Ours | None = None

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


def told_of(content: Content, person: int) -> Told | None:
    """The meeting of a row with a person; None where its case or its times are not known."""
    source, started, ended = content.get("source"), *(meaning.moment(content, name) for name in _MET)
    return (frozenset((source, person)), started, ended) if source and started and ended else None


def ready_of(part: Iterable[Judged]) -> list[Judged]:
    """Those that stand ready, now."""
    return [each for each in part if each.state is RowState.READY]
