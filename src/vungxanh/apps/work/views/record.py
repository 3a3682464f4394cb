"""One assignment and its life (hồ sơ nhiệm vụ)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from vungxanh.apps.directives.queries.visible import visible_to
from vungxanh.apps.org.access import OfficerRequest, officer_required
from vungxanh.apps.work import policies
from vungxanh.apps.work.models import Assignment, Entry, EntryFile, EntryKind, State
from vungxanh.apps.work.policies import Act
from vungxanh.apps.work.queries import record as records
from vungxanh.apps.work.queries.below import directly_below
from vungxanh.apps.work.queries.receivers import without_it_yet
from vungxanh.apps.work.views.act_pages import PAGES
from vungxanh.apps.work.views.lines import line_of, lines_of
from vungxanh.kit import clock
from vungxanh.kit.audit.queries import history_of
from vungxanh.kit.files.types import PHOTOS

# How the audit's verbs read in a history.
VERBS: dict[str, str | Promise] = {
    "work.progress": _("Cập nhật tiến độ"),
    "work.report": _("Báo cáo hoàn thành"),
    "work.acknowledge": _("Tiếp nhận để biết"),
    "work.accept": _("Chấp nhận"),
    "work.return": _("Trả lại"),
    "work.assign_performer": _("Giao người thực hiện"),
    "work.cascade": _("Giao cấp dưới"),
    "work.transfer": _("Chuyển đơn vị"),
    "work.ask_extension": _("Xin gia hạn"),
    "work.decide_extension": _("Trả lời gia hạn"),
    "work.move_deadline": _("Dời thời hạn theo"),
    "work.close": _("Đóng"),
    "work.copy": _("Giao thêm đơn vị"),
    "work.comment": _("Trao đổi"),
    "work.recur": _("Mở kỳ mới"),
    "work.follow": _("Kế thừa"),
    "work.regive": _("Đổi đơn vị giao theo kế thừa"),
    "work.orphan": _("Không còn nơi thực hiện"),
    "work.hand_over": _("Chuyển đơn vị tiếp tục"),
    "work.release_performer": _("Thôi giao người thực hiện"),
}
TONES = {
    EntryKind.ACCEPT: "good",
    EntryKind.EXTENSION_GRANTED: "good",
    EntryKind.RETURN: "danger",
    EntryKind.EXTENSION_REFUSED: "danger",
}
# The first sentence of the "what to do next" box, by the act it leads with.
HEADINGS = {
    Act.HAND_OVER: _("Đơn vị giữ việc đã kết thúc hoạt động"),
    Act.ACCEPT: _("Báo cáo đang chờ anh/chị duyệt"),
    Act.DECIDE_EXTENSION: _("Đơn vị xin gia hạn"),
    Act.PROGRESS: _("Việc của đơn vị anh/chị"),
    Act.ACKNOWLEDGE: _("Gửi đơn vị anh/chị để biết"),
}
# The acts that the assignment waits for.
AWAITED = {*HEADINGS, Act.REPORT, Act.CASCADE}
LEADING = 3
HISTORY_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Button:
    """One act offered on the page."""

    label: str | Promise
    url: str
    icon: str
    tone: str


@dataclass(frozen=True, slots=True)
class Proof:
    """One evidence file of an entry."""

    name: str
    url: str
    size: int
    is_picture: bool


@dataclass(frozen=True, slots=True)
class Step:
    """One entry of the thread."""

    entry: Entry
    tone: str
    proofs: Sequence[Proof]


@officer_required
@require_safe
def assignment(request: OfficerRequest, pk: int) -> HttpResponse:
    """The record: where it stands, what to do next, the words of the letter, what happened."""
    officer, at = request.officer, clock.now()
    on = clock.day_of(at)
    found = records.record(pk, officer, at=at)
    own = found.assignment
    offered = [
        act for act in PAGES if act in found.acts and (act is not Act.CASCADE or without_it_yet(own, on).exists())
    ]
    buttons = [_button(act, own) for act in offered]
    below = directly_below(own) if found.below else []
    context = {
        "record": found,
        "assignment": own,
        "line": line_of(own, at),
        "heading": next((HEADINGS[act] for act in offered if act in HEADINGS), _("Việc có thể làm")),
        "main": buttons[:LEADING],
        "others": buttons[LEADING:],
        "thread": [_step(entry, own) for entry in found.thread],
        "below": lines_of(below, at),
        "may_accept": any(row.state == State.REPORTED and policies.may(officer, Act.ACCEPT, row) for row in below),
        "history": list(_history(own)),
        "may_open_letter": visible_to(officer).filter(pk=own.directive_id).exists(),
        "crumbs": [(_("Nhiệm vụ"), reverse("work:board")), (own.unit.name, "")],
        "partners": lines_of(found.partners, at),
        "may_open": _readable([*found.partners, *found.turns], request),
    }
    return render(request, "work/assignment.html", context)


def _button(act: Act, assignment: Assignment) -> Button:
    page = PAGES[act]
    # Where the officer's own part is done, nothing that is left asks to be pressed.
    tone = "" if page.tone == "primary" and act not in AWAITED else page.tone
    return Button(page.label, reverse("work:act", args=[assignment.pk, act.value]), page.icon, tone)


def _step(entry: Entry, assignment: Assignment) -> Step:
    proofs = [_proof(each, assignment) for each in entry.evidence.all()]
    return Step(entry, TONES.get(EntryKind(entry.kind), ""), proofs)


def _proof(each: EntryFile, assignment: Assignment) -> Proof:
    url = reverse("work:evidence", args=[assignment.pk, each.pk])
    return Proof(each.name, url, each.file.size, each.file.media_type in PHOTOS)


def _history(assignment: Assignment) -> Iterator[dict[str, object]]:
    """The audit's own entries, newest first: who did it, for which unit, when."""
    for entry in history_of(assignment).order_by("-seq")[:HISTORY_SHOWN]:
        by = f"{entry.who} ({entry.unit_code})" if entry.unit_code else entry.who
        yield {"at": entry.at, "title": VERBS.get(entry.verb, entry.verb), "by": by}


def _readable(rows: Sequence[Assignment], request: OfficerRequest) -> set[int]:
    """The related assignments whose page this officer may open (1 query)."""
    ids = [row.pk for row in rows]
    return set(policies.readable(request.officer).filter(pk__in=ids).values_list("pk", flat=True)) if ids else set()
