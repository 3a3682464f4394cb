"""How the working-day table came to be what it is (diễn biến lịch làm việc)."""

from vungxanh.kit.audit.canonical import name_of
from vungxanh.kit.audit.models import Entry
from vungxanh.kit.calendar.models import CalendarVersion


def latest_versions(most: int) -> list[tuple[CalendarVersion, Entry | None]]:
    """The newest versions of the table, each with the audit entry that made it (2 queries)."""
    versions = list(CalendarVersion.objects.order_by("-made_at", "-pk")[:most])
    if not versions:
        return []
    object_type, _pk = name_of(versions[0])
    keys = [str(version.pk) for version in versions]
    entries = {entry.object_id: entry for entry in Entry.objects.filter(object_type=object_type, object_id__in=keys)}
    return [(version, entries.get(str(version.pk))) for version in versions]
