"""One way to act on assignments over HTTP: readable, allowed, of the version the caller read."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from vungxanh.apps.accounts.models import User
from vungxanh.apps.org.api.seat import officer_of
from vungxanh.apps.org.models import Unit
from vungxanh.apps.org.officers import Officer
from vungxanh.apps.work import policies
from vungxanh.apps.work.actions.evidence import evidence
from vungxanh.apps.work.actions.steps import lock
from vungxanh.apps.work.api.bodies import Seen
from vungxanh.apps.work.models import Assignment
from vungxanh.apps.work.policies import Act
from vungxanh.apps.work.queries.record import assignment_of
from vungxanh.kit import clock
from vungxanh.kit.api import etags
from vungxanh.kit.files.models import StoredFile
from vungxanh.kit.problems import FieldError, Invalid, NotFound

# A word in the thread answers no version: what others wrote meanwhile does not make it wrong.
_OF_ANY_VERSION = frozenset({Act.COMMENT})


@dataclass(frozen=True, slots=True)
class Asked:
    """One act as asked for: on what, with which evidence, by whom and when."""

    assignment: Assignment
    by: Officer
    at: datetime
    files: Sequence[StoredFile] = ()

    @property
    def who(self) -> dict[str, Any]:
        """The arguments every action takes."""
        return {"by": self.by, "at": self.at}


def perform(
    request: HttpRequest, pk: int, act: Act, run: Callable[[Asked], Any], *, uploads: Sequence[Any] = ()
) -> Any:
    """Do the act on the version that If-Match names and return what the action returns.

    428 without If-Match, 412 when another version stands: asked before evidence is kept, and of the locked row.
    Evidence is kept before the transaction, since a scanner takes its time, and let go when the act is refused.
    """
    officer, at = officer_of(request), clock.now()
    assignment = assignment_of(pk, officer)
    policies.must(officer, act, assignment)
    _must_hold(request, act, assignment)
    with evidence(uploads, by=officer, at=at) as kept, transaction.atomic():
        _must_hold(request, act, lock(assignment))
        return run(Asked(assignment, officer, at, kept))


def _must_hold(request: HttpRequest, act: Act, assignment: Assignment) -> None:
    if act not in _OF_ANY_VERSION or "If-Match" in request.headers:
        etags.must_hold(request, assignment)


@contextmanager
def together(request: HttpRequest, seen: Sequence[Seen]) -> Iterator[tuple[list[Assignment], dict[str, Any]]]:
    """The assignments in the order sent, locked and of the versions sent, and who asks when: all or none.

    NotFound names the rows that the officer may not read, PreconditionFailed those that have moved on.
    """
    officer, at = officer_of(request), clock.now()
    readable = policies.readable(officer).filter(pk__in=[each.id for each in seen]).values_list("pk", flat=True)
    with transaction.atomic():
        rows = Assignment.objects.select_for_update(of=("self",)).filter(pk__in=list(readable)).order_by("pk")
        found = {row.pk: row for row in rows.select_related("unit", "assigned_by", "parent", "task")}
        if strange := _rows(seen, lambda each: each.id not in found, _("Không có nhiệm vụ này.")):
            raise NotFound(_("Có nhiệm vụ không tồn tại, hoặc anh/chị không được xem."), errors=strange)
        moved = _("Nhiệm vụ đã thay đổi từ lần đọc gần nhất.")
        if stale := _rows(seen, lambda each: each.version != found[each.id].version, moved):
            raise etags.PreconditionFailed(
                _("Có nhiệm vụ đã thay đổi. Chưa làm việc nào. Đọc lại rồi gửi lại."), errors=stale
            )
        yield [found[pk] for pk in dict.fromkeys(each.id for each in seen)], {"by": officer, "at": at}


def _rows(seen: Sequence[Seen], wrong: Callable[[Seen], bool], message: str) -> list[FieldError]:
    return [FieldError("assignments", message, row) for row, each in enumerate(seen, 1) if wrong(each)]


def tag_of(response: HttpResponse, pk: int) -> None:
    """Put the present version on the answer of an act that does not answer with the record."""
    etags.tag(response, Assignment.objects.only("pk", "version").get(pk=pk))


def units_of(codes: Sequence[str], field: str) -> list[Unit]:
    """The units of the codes; Invalid names those that do not exist."""
    found = {unit.code: unit for unit in Unit.objects.filter(code__in=codes)}
    if missing := [code for code in codes if code not in found]:
        message = _("Không có đơn vị nào mã %(code)s.") % {"code": ", ".join(missing)}
        raise Invalid(message, errors=[FieldError(field, message)])
    return [found[code] for code in dict.fromkeys(codes)]


def person_of(username: str) -> User:
    """The person of the name; Invalid when there is none. Whether they may, the action says."""
    person = User.objects.filter(username=username, is_active=True).first()
    if person is None:
        message = _("Không có người dùng này.")
        raise Invalid(message, errors=[FieldError("username", message)])
    return person
