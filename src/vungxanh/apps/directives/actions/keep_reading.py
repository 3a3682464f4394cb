"""Turn a letter as read into a draft directive with its rows (lưu kết quả đọc)."""

import hashlib
from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from vungxanh.apps.directives.actions import indexing
from vungxanh.apps.directives.actions.leads import settle_lead_mode
from vungxanh.apps.directives.actions.reassign import place
from vungxanh.apps.directives.models import (
    Addressee,
    DeadlineOrigin,
    Directive,
    DirectiveTask,
    LeadMode,
    TaskParty,
    TaskRole,
)
from vungxanh.apps.directives.queries import bodies, duplicates
from vungxanh.apps.directives.queries.recurrence import detail_of, recurrence_of
from vungxanh.apps.org.models import Unit
from vungxanh.apps.org.officers import Officer
from vungxanh.core.directives import model as core
from vungxanh.core.directives.jsonform import to_json
from vungxanh.kit import audit
from vungxanh.kit.files.models import StoredFile
from vungxanh.kit.problems import Conflict, Invalid

Known = dict[str | None, bodies.Body]


class AlreadyReceived(Conflict):
    """The unit already holds this letter (văn bản đã tiếp nhận); `directive` is the one to open."""

    def __init__(self, directive: Directive) -> None:
        name = directive.number_and_symbol or directive.subject or directive.type
        super().__init__(_("Đơn vị đã tiếp nhận văn bản này rồi: %(name)s.") % {"name": name})
        self.directive = directive


def keep_reading(
    read: core.Directive, *, file: StoredFile | None, notes: Iterable[str] = (), by: Officer, at: datetime
) -> Directive:
    """Store directive, addressees, tasks and parties in one transaction; AlreadyReceived for a letter it has.

    `notes` are what the extraction of the file warned of. Invalid for a letter marked secret: those never enter this
    system (QĐ 28/2018/QĐ-TTg).
    """
    _must_not_be_secret(read)
    fresh = _directive(read, file=file, by=by, at=at)
    if known := duplicates.same_letter(fresh):
        raise AlreadyReceived(known)
    fresh.reading["warnings"] += [{"code": "extraction", "message": note, "span": None} for note in notes]
    named = bodies.by_refs(_refs(read))
    try:
        with transaction.atomic():
            fresh.save()
            Addressee.objects.bulk_create(_addressees(fresh, read, named))
            for position, task in enumerate(read.tasks, 1):
                _keep_task(fresh, task, position, named)
            data = {"number": fresh.number_and_symbol, "tasks": len(read.tasks), "file": file.sha256 if file else ""}
            audit.record("directives.receive", by=by, on=fresh, at=at, data=data)
            indexing.put(fresh)
    except IntegrityError as error:  # someone stored the same letter between the look and the insert
        if known := duplicates.same_letter(fresh):
            raise AlreadyReceived(known) from error
        raise
    return fresh


def hash_of(text: str) -> str:
    """The fingerprint of a letter's words, whatever file carried them."""
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()


def _must_not_be_secret(read: core.Directive) -> None:
    secret = next((warning for warning in read.warnings if warning.code == "secret"), None)
    if secret:
        raise Invalid(secret.message)


def _directive(read: core.Directive, *, file: StoredFile | None, by: Officer, at: datetime) -> Directive:
    head = read.header
    directive = Directive(
        unit=by.unit,
        number=head.number or "",
        symbol=head.symbol or "",
        type=head.type,
        place=head.place or "",
        dated=head.date,
        issuer=(head.issuer or "")[:200],
        subject=(head.subject or "")[:500],
        urgency=head.urgency or "",
        text=read.text,
        text_hash=hash_of(read.text),
        reading={name: value for name, value in to_json(read).items() if name != "text"},
        file=file,
        received_by=by.user,
        received_at=at,
    )
    directive.folded = indexing.folded_of(directive)
    return directive


def _refs(read: core.Directive) -> list[core.Ref]:
    of_tasks = [ref for task in read.tasks for ref in (*task.lead, *task.cooperate)]
    return [*of_tasks, *(ref for line in read.addressees for ref in line.orgs)]


def _addressees(directive: Directive, read: core.Directive, named: Known) -> Iterable[Addressee]:
    for position, line in enumerate(read.addressees, 1):
        known = list(dict.fromkeys(named[ref.code] for ref in line.orgs if ref.code in named))
        row = {"directive": directive, "position": position, "text": line.text[:300]}
        for body in known:
            yield Addressee(**row, **{"unit" if isinstance(body, Unit) else "group": body})
        if not known:
            yield Addressee(**row)


def _keep_task(directive: Directive, task: core.Task, position: int, named: Known) -> None:
    row = DirectiveTask.objects.create(
        directive=directive,
        position=position,
        section=task.section[:300],
        text=task.text,
        span_start=task.span[0],
        span_end=task.span[1],
        verb=(task.verb or "")[:60],
        lead_mode=LeadMode(task.lead_mode),
        channels=list(task.channels),
        targets=list(task.targets),
        recurrence=recurrence_of(task.recurrence),
        recurrence_detail=detail_of(task.recurrence, recurrence_of(task.recurrence)),
        recurrence_text=(task.recurrence or "")[:200],
        deadline_on=task.deadline.date if task.deadline else None,
        deadline_origin=DeadlineOrigin.TEXT if task.deadline else "",
        confidence=task.confidence,
    )
    parts = ((TaskRole.LEAD, task.lead), (TaskRole.COOPERATE, task.cooperate))
    parties = [place(row, role, ref.text, named.get(ref.code)) for role, refs in parts for ref in refs]
    TaskParty.objects.bulk_create(parties)
    if row.lead_mode == LeadMode.SINGLE or not task.lead:
        settle_lead_mode(row)
