"""Open letters follow their units when they merge or end (kế thừa văn bản đang xử lý)."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from vungxanh.apps.directives.actions.placing import place
from vungxanh.apps.directives.actions.tell import tell_of_left_letters, tell_of_letters
from vungxanh.apps.directives.queries.left_behind import held_by_ended
from vungxanh.apps.org.models import Unit
from vungxanh.apps.org.queries.succession import lineage
from vungxanh.kit.actors import Actor
from vungxanh.kit.clock import day_of


@dataclass(frozen=True, slots=True)
class Followed:
    """How many letters went to an heir, were withdrawn because the heir has them, and wait for the unit above."""

    moved: int = 0
    withdrawn: int = 0
    left: int = 0


def follow_units(*, by: Actor, at: datetime) -> Followed:
    """Bring drafts and confirmed letters of ended units to their heirs, whatever was done before.

    It looks at what is: a second run moves nothing. Where nobody carries on, or a division leaves a choice, the letter
    waits for the standing unit above, which is told once.
    """
    on = day_of(at)
    moved: Counter[int] = Counter()
    withdrawn = left = 0
    with transaction.atomic():
        line = lineage(on)
        if not line.successors:
            return Followed()
        letters = held_by_ended(on).select_for_update(of=("self",)).select_related("unit").order_by("pk")
        heirs = Unit.objects.in_bulk([heir for pk in line.successors if (heir := line.heir(pk))])
        for letter in letters:
            heir = line.heir(letter.unit_id)
            if heir is None:
                left += 1
                tell_of_left_letters(letter, line.above.get(letter.unit_id), at=at)
            elif place(letter, heirs[heir], verb="directives.follow", by=by, at=at):
                moved[heir] += 1
            else:
                withdrawn += 1
        for unit_id, count in sorted(moved.items()):
            tell_of_letters(unit_id, count, at=at)
    return Followed(moved.total(), withdrawn, left)
