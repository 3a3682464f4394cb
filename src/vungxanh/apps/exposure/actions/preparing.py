"""A batch is composed, written, signed and read back before anything says that it is there (chuẩn bị lô khóa).

All of this is done before the transaction that publishes, so that nobody waits for it. Rows that no phone would read
are left out and named; a file that the phones' own reader refuses is never published, and nothing of it is believed to
have been told.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import uuid4

from django.urls import reverse
from django.utils.translation import gettext as _

from vungxanh.apps.exposure import keyed
from vungxanh.apps.exposure.actions import signing
from vungxanh.apps.exposure.models import Batch, SigningKey
from vungxanh.apps.exposure.policies import OPERATORS
from vungxanh.apps.exposure.queries import waiting
from vungxanh.apps.org.queries.officers import posts_on
from vungxanh.core.exposure.batch import Head
from vungxanh.core.exposure.padding import Chance
from vungxanh.core.exposure.slotkeys import SlotKey, blurred, last_of_day
from vungxanh.core.tracing.problems import Refused
from vungxanh.kit import clock
from vungxanh.kit.notices.actions import notify

if TYPE_CHECKING:
    from vungxanh.core.exposure.composing import Composition

logger = logging.getLogger(__name__)
COVERS_A_REVOCATION = 4


@dataclass(frozen=True, slots=True)
class Ready:
    """A batch that needs only to be published: head, file, what is in it, who signs, the made rows (and which went)."""

    head: Head
    content: bytes
    waiting: waiting.Waiting
    composed: "Composition"
    keys: Sequence[SigningKey]
    made: Sequence[tuple[dict[str, object], bool]]

    def unfit(self) -> dict[int, str]:
        """The rows (`DayKey`) that no phone would read in any batch, and why; a row that went otherwise is none."""
        from vungxanh.core.exposure.composing import UNFIT

        found, went = self.composed.unfit, {self.waiting.pks[place] for place in self.composed.went.tolist()}
        pks, real = self.waiting.pks, self.waiting.real
        places = [place for place in found.nonzero()[0].tolist() if real[place] and pks[place] not in went]
        return {pks[place]: UNFIT[found[place]] for place in places}


def prepare(chance: Chance, *, every_s: int, at: datetime) -> Ready | None:
    """The next batch of what waits; None when no key may sign, or nobody could read it: operators are told."""
    from vungxanh.core.exposure.columns import write_columns
    from vungxanh.core.exposure.composing import compose

    keys, last, until_s = list(signing.valid(at)), Batch.objects.order_by("-number").first(), int(at.timestamp())
    if not keys:
        return None
    from_s = min(int(last.until_at.timestamp()), until_s - 1) if last else until_s - every_s
    back = waiting.covers_to_take_back(at, COVERS_A_REVOCATION, chance=chance)
    again = waiting.covers_to_bring_back(at, COVERS_A_REVOCATION, chance=chance)
    held = waiting.waiting(at, back, again)
    composed = compose(held.people(), from_s=from_s, until_s=until_s, chance=chance, shapes=waiting.shapes(at))
    head = Head(last.number + 1 if last else 1, from_s, until_s)
    content = write_columns(head, composed.rows, signing.signers(at))
    if held.unread:
        logger.error("%d keys do not open and wait: is a key missing in VUNGXANH_DATA_KEYS?", held.unread)
    return (
        Ready(head, content, held, composed, keys, _made_rows(composed)) if _is_readable(content, head, at=at) else None
    )


def _made_rows(composed: "Composition") -> list[tuple[dict[str, object], bool]]:
    """The new made people, a row of `CoverKey` each, and whether it went."""
    made, went = composed.made, composed.made_went.tolist()
    names = [uuid4() for _one in made.reported_s]
    moments = [datetime.fromtimestamp(one, UTC) for one in made.reported_s.tolist()]
    rows = list[tuple[dict[str, object], bool]]()
    for place, (start_s, report, person) in enumerate(
        zip(made.start.tolist(), made.report.tolist(), made.person.tolist(), strict=True)
    ):
        key = blurred(SlotKey(made.keys[place].tobytes(), start_s, start_s))
        row = {
            "person": names[person],
            "reported_at": moments[person],
            "key": key.key.hex(),
            "key_digest": keyed.of_key(key.key),
            "last_digest": keyed.of_chain(last_of_day(key)),
            "starts_at": datetime.fromtimestamp(key.start_s, UTC),
            "ends_at": datetime.fromtimestamp(key.end_s, UTC),
            "report": report,
        }
        rows.append((row, went[place]))
    return rows


def _is_readable(content: bytes, head: Head, *, at: datetime) -> bool:
    """Whether a phone that knows the published keys reads it; operators are told when not."""
    from vungxanh.core.exposure.columns import read_columns

    try:
        read_columns(content, signing.key_set(at).signers)
    except Refused as refused:
        logger.exception("batch %d is not published, no phone would read it", head.number)
        told = _("Chưa công bố được lô %(number)d: điện thoại sẽ không đọc được. Chưa khóa nào bị coi là đã công bố.")
        tell_operators(told % {"number": head.number}, str(refused), key=f"exposure.unreadable:{at:%Y%m%d}", at=at)
        return False
    return True


def tell_operators(subject: str, body: str, *, key: str, at: datetime, page: str = "exposure:batches") -> None:
    """Tell whoever runs the platform, once under a key."""
    people = posts_on(clock.day_of(at)).filter(role__in=OPERATORS).values_list("user_id", flat=True)
    notify(set(people), kind="exposure.alarm", subject=subject, body=body, url=reverse(page), at=at,
           key=key, urgent=True)  # fmt: skip
