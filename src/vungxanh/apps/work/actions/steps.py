"""What every step in an assignment's life shares: policy, lock, state check, thread entry."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from vungxanh.apps.org.officers import Officer
from vungxanh.apps.work import policies
from vungxanh.apps.work.life import is_possible
from vungxanh.apps.work.models import LETTER_BODY, Assignment, Entry, EntryFile, EntryKind, Extension, State
from vungxanh.apps.work.policies import Act
from vungxanh.kit.actors import Actor
from vungxanh.kit.files.models import StoredFile
from vungxanh.kit.problems import Conflict, FieldError, Invalid
from vungxanh.kit.said import Said


def lock(assignment: Assignment) -> Assignment:
    """The row as it stands now, held until the transaction ends."""
    rows = Assignment.objects.select_for_update(of=("self",))
    rows = rows.select_related("unit", "assigned_by", "parent", "task", "directive")
    return rows.defer(*LETTER_BODY).get(pk=assignment.pk)


def must_be_possible(seen: Assignment, current: Assignment, act: Act) -> None:
    """Conflict when the state moved on since the officer saw it, or leaves no room for the act."""
    if current.state != seen.state and act is not Act.COMMENT:
        told = _("Nhiệm vụ vừa chuyển sang “%(state)s”. Mở lại trang để xem trước khi làm tiếp.")
        raise Conflict(told % {"state": State(current.state).label})
    if not is_possible(current, act):
        told = _("Không làm được việc này khi nhiệm vụ ở trạng thái “%(state)s”.")
        raise Conflict(told % {"state": State(current.state).label})


@contextmanager
def step(assignment: Assignment, act: Act, *, by: Officer, at: datetime) -> Iterator[Assignment]:
    """Policy, transaction, lock and state check around one change; the row is saved with its next version at the end.

    The caller's own object is brought up to date once the transaction has committed.
    """
    policies.must(by, act, assignment)
    with transaction.atomic():
        current = lock(assignment)
        must_be_possible(assignment, current, act)
        yield current
        current.updated_at = at
        current.version += 1
        current.save()
    bring_up_to_date(assignment, current)


def bring_up_to_date(seen: Assignment, current: Assignment) -> None:
    """Give the caller's object the columns of the row as stored, so that it can be acted on again."""
    for column in Assignment._meta.concrete_fields:  # noqa: SLF001 - Django's documented model API
        if column.attname in current.__dict__:
            setattr(seen, column.attname, getattr(current, column.attname))


def say(
    assignment: Assignment,
    kind: EntryKind,
    *,
    by: Officer,
    at: datetime,
    text: str = "",
    said: Said | None = None,
    percent: int | None = None,
    files: Sequence[StoredFile] = (),
) -> Entry:
    """Add an entry to the thread, with evidence; `said` is the system's own sentence before the person's words."""
    entry = entry_of(assignment, kind, by=by, at=at, text=text, said=said, percent=percent)
    entry.save(force_insert=True)
    EntryFile.objects.bulk_create(EntryFile(entry=entry, file=file, name=file.name[:200]) for file in files)
    return entry


def entry_of(
    assignment: Assignment,
    kind: EntryKind,
    *,
    by: Actor,
    at: datetime,
    text: str = "",
    said: Said | None = None,
    percent: int | None = None,
) -> Entry:
    """An entry not yet stored, for bulk inserts; what the system does by itself has no person and no unit."""
    officer = by if isinstance(by, Officer) else None
    return Entry(
        assignment=assignment,
        kind=kind,
        by=officer.user if officer else None,
        by_name=by.actor_name,
        by_unit=officer.unit if officer else None,
        at=at,
        said=said or {},
        text=text.strip(),
        percent=percent,
    )


def must_say_why(reason: str, field: str = "reason", *, longest: int = 1000) -> str:
    """The reason without spaces around it; Invalid when it is empty or too long."""
    told = reason.strip()
    if not told or len(told) > longest:
        message = _("Nêu lý do, không quá %(longest)s ký tự.") % {"longest": longest}
        raise Invalid(message, errors=[FieldError(field, message)])
    return told


def settle_extension(assignment: Assignment, *, at: datetime) -> None:
    """Close a request for more time that no longer matters because the work was reported, passed on or closed.

    Nobody decided it, so it names no decider; the thread says what happened instead.
    """
    if not assignment.extension_asked:
        return
    assignment.extension_asked = False
    waiting = Extension.objects.filter(assignment=assignment, granted=None)
    waiting.update(granted=False, decided_at=at)
