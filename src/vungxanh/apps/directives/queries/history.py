"""What happened to a directive, in words (lịch sử)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from vungxanh.apps.directives import policies
from vungxanh.apps.directives.models import Directive
from vungxanh.apps.org.officers import Officer
from vungxanh.kit.audit.models import Entry
from vungxanh.kit.audit.queries import history_of
from vungxanh.kit.said import told

WORDS: dict[str, Promise] = {
    "directives.receive": _("Tiếp nhận"),
    "directives.confirm": _("Xác nhận"),
    "directives.reopen": _("Mở lại rà soát"),
    "directives.withdraw": _("Thu hồi"),
    "directives.follow": _("Chuyển đơn vị kế thừa"),
    "directives.hand_over": _("Chuyển đơn vị tiếp tục"),
    "directives.mark_issued": _("Phát hành"),
}


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the history."""

    at: datetime
    by: str
    title: str
    note: str = ""


def entries_for(officer: Officer, directive: Directive, *, on: date) -> QuerySet[Entry]:
    """The letter's log as the officer may read it: the desk's edits only for who may follow the desk."""
    entries = history_of(directive)
    return entries if policies.may_follow_desk(officer, directive, on=on) else entries.filter(verb__in=WORDS)


def events_for(officer: Officer, directive: Directive, *, on: date) -> Iterator[Event]:
    """Newest first: what was done, by whom, and, for who may follow the desk, what each edit changed."""
    for entry in entries_for(officer, directive, on=on).order_by("-seq"):
        title = WORDS.get(entry.verb, _("Sửa khi rà soát"))
        details = entry.details
        note = told(details["said"]) if details.get("said") else details.get("summary") or details.get("reason") or ""
        yield Event(entry.at, entry.who, str(title), str(note))
