"""The one way to change a directive under review: locked, of the version the editor saw, remembered for undo."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from vungxanh.apps.directives import policies
from vungxanh.apps.directives.actions import indexing, snapshots
from vungxanh.apps.directives.models import Directive, DirectiveTask, Edit, Stage
from vungxanh.apps.org.officers import Officer
from vungxanh.kit import audit
from vungxanh.kit.problems import Conflict, FieldError, Invalid, NotFound
from vungxanh.kit.said import Said, in_source
from vungxanh.ui import formats


class Stale(Conflict):
    """The directive has moved on since the editor's page (bản đang sửa đã cũ); `edits` are the others' changes."""

    def __init__(self, directive: Directive, edits: Sequence[Edit]) -> None:
        last = edits[-1] if edits else None
        told = (
            _("%(name)s đã sửa văn bản này lúc %(time)s: %(what)s. Nội dung anh/chị vừa nhập chưa được lưu.")
            % {"name": last.by_name, "time": moment(last.at), "what": last.summary}
            if last
            else _("Văn bản đã thay đổi từ khi anh/chị mở trang. Nội dung anh/chị vừa nhập chưa được lưu.")
        )
        errors = [FieldError("version", f"{edit.by_name}, {moment(edit.at)}: {edit.summary}") for edit in edits]
        super().__init__(told, errors=errors)
        self.directive = directive
        self.edits = tuple(edits)


class Draft:
    """A directive open for one change; `said` tells what was done, for the history and for latecomers."""

    def __init__(self, directive: Directive) -> None:
        self.directive = directive
        self.said: Said = {}

    def task(self, pk: int) -> DirectiveTask:
        """One of its tasks as it stands now; NotFound when someone removed it."""
        found = DirectiveTask.objects.filter(directive=self.directive, pk=pk).first()
        if found is None:
            raise NotFound(_("Nhiệm vụ này đã bị bỏ khỏi văn bản."))
        return found


@contextmanager
def editing(directive: Directive, *, verb: str, version: int, by: Officer, at: datetime) -> Iterator[Draft]:
    """Lock the directive, refuse a stale version, record what the block changed (nothing changed, nothing recorded)."""
    policies.must_be_able_to_review(by, directive)
    with transaction.atomic():
        current = lock(directive)
        must_be_draft(current)
        must_be_fresh(current, version)
        before = snapshots.take(current)
        draft = Draft(current)
        yield draft
        changed = snapshots.difference(before, snapshots.take(current))
        if changed:
            _record(draft, changed, verb=verb, by=by, at=at)
    directive.refresh_from_db()


def lock(directive: Directive) -> Directive:
    """The directive's row as it stands now, held until the transaction ends."""
    return Directive.objects.select_for_update().get(pk=directive.pk)


def must_be_draft(directive: Directive) -> None:
    """Raise Conflict that says who closed the desk and when, unless the directive is under review."""
    if directive.stage == Stage.DRAFT:
        return
    if directive.stage in (Stage.CONFIRMED, Stage.ISSUED) and directive.confirmed_by and directive.confirmed_at:
        who = {"name": directive.confirmed_by.full_name, "time": moment(directive.confirmed_at)}
        raise Conflict(_("%(name)s đã xác nhận văn bản này lúc %(time)s. Muốn sửa thì mở lại rà soát.") % who)
    raise Conflict(_("Văn bản này đã được thu hồi, không sửa được nữa."))


def must_be_fresh(directive: Directive, version: int) -> None:
    """Raise Stale with the changes made since, unless the editor saw the present version."""
    if directive.version != version:
        raise Stale(directive, list(directive.edits.filter(version__gt=version)))


def save(directive: Directive) -> None:
    """Save a directive; a number that the unit already holds is a Conflict."""
    try:
        with transaction.atomic():
            directive.save()
    except IntegrityError as error:
        told = _("Đơn vị đã có văn bản số %(number)s cùng ngày, cùng cơ quan ban hành.")
        raise Invalid(told % {"number": directive.number_and_symbol}) from error


def moment(at: datetime) -> str:
    """A moment as people read it, in the active language."""
    return formats.moment(at, get_language() or "vi")


def _record(draft: Draft, changed: dict[str, Any], *, verb: str, by: Officer, at: datetime) -> None:
    directive = draft.directive
    directive.version += 1
    directive.folded = indexing.folded_of(directive)
    save(directive)
    Edit.objects.create(
        directive=directive,
        version=directive.version,
        verb=verb,
        said=draft.said,
        before=changed,
        by=by.user,
        by_name=by.actor_name,
        at=at,
    )
    data = {
        "version": directive.version,
        "summary": in_source(draft.said),
        "said": draft.said,
        "tasks": sorted(changed.get("tasks", {})),
    }
    audit.record(f"directives.{verb}", by=by, on=directive, at=at, data=data)
    indexing.put(directive)
