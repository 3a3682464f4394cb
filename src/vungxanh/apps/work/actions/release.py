"""Work of people who have left the unit comes back to its managers (thôi thực hiện)."""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_noop

from vungxanh.apps.org.queries.officers import posts_on
from vungxanh.apps.work.actions.steps import entry_of
from vungxanh.apps.work.events import WorkGiven
from vungxanh.apps.work.models import Assignment, Entry, EntryKind
from vungxanh.kit import audit, events
from vungxanh.kit.actors import Actor
from vungxanh.kit.clock import day_of
from vungxanh.kit.said import said

_LEFT = gettext_noop("%(name)s không còn công tác tại đơn vị; lãnh đạo đơn vị giao người khác.")
BATCH = 500


def release_performers(*, by: Actor, at: datetime) -> int:
    """Take the performer off open work whose performer holds no post in its unit any more; returns how many rows.

    It looks at what is: a second run finds nothing. The unit's managers are told as if the work were new.
    """
    here = posts_on(day_of(at)).filter(user=OuterRef("performer"), unit=OuterRef("unit")).order_by()
    with transaction.atomic():
        rows = Assignment.objects.filter(is_open=True, performer__isnull=False).filter(~Exists(here))
        found = list(rows.select_for_update(of=("self",)).select_related("performer").order_by("pk"))
        Entry.objects.bulk_create(
            (
                entry_of(row, EntryKind.PERFORMER, by=by, at=at, said=said(_LEFT, name=row.performer.full_name))
                for row in found
                if row.performer
            ),
            batch_size=BATCH,
        )
        for row in found:
            row.performer, row.updated_at, row.version = None, at, row.version + 1
        Assignment.objects.bulk_update(found, ["performer", "updated_at", "version"], batch_size=BATCH)
        audit.record_many("work.release_performer", by=by, on=found, at=at)
        if found:
            events.announce(WorkGiven(tuple(row.pk for row in found), at))
    return len(found)
