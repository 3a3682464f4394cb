"""The review desk: the letter beside its tasks (bàn rà soát)."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from vungxanh.apps.directives import policies
from vungxanh.apps.directives.actions.confirm import Undated, confirm
from vungxanh.apps.directives.actions.editing import Stale
from vungxanh.apps.directives.forms import ActForm
from vungxanh.apps.directives.models import Directive, Stage
from vungxanh.apps.directives.queries.visible import directive_for
from vungxanh.apps.directives.views import desk_page
from vungxanh.apps.directives.views.desk_acts import ACTS, OPENABLE, Call
from vungxanh.apps.org.access import OfficerRequest, officer_required
from vungxanh.kit import clock
from vungxanh.kit.problems import Conflict, Invalid, NotFound, Problem


@officer_required(policies.may_receive)
@require_safe
def desk(request: OfficerRequest, pk: int) -> HttpResponseBase:
    """The desk; `?act=sua&task=12` opens a form, so that every act has a page of its own without scripts."""
    directive = _under_review(request, pk)
    if directive.stage != Stage.DRAFT:
        return redirect("directives:record", pk)
    name = request.GET.get("act", "")
    opened = desk_page.open_act(request, directive, name) if name in OPENABLE else None
    return desk_page.show(request, directive, at=clock.now(), opened=opened)


@officer_required(policies.may_receive)
@require_POST
def act(request: OfficerRequest, pk: int, name: str) -> HttpResponseBase:
    """Do one act and go back to the desk; a refused one shows the desk with the form as it was filled in."""
    if name not in ACTS:
        raise Http404
    directive = _under_review(request, pk)
    task_id = request.POST.get("task", "")
    task = directive.tasks.filter(pk=int(task_id)).first() if task_id.isdecimal() else None
    form = desk_page.form_of(directive, name, task, data=request.POST)
    opened = desk_page.with_search(desk_page.Opened(name, form, task), request, directive) if name in OPENABLE else None
    at = clock.now()
    try:
        if not form.is_valid():
            return desk_page.show(request, directive, at=at, opened=opened, problem=_first_error(form), status=422)
        _must_be_there(name, task, directive, form)
        ACTS[name].run(Call(form, directive, task, request.officer, at))
    except Stale as stale:
        opened = _on_present_version(opened, stale.directive, request.POST)
        return desk_page.show(request, stale.directive, at=at, opened=opened, stale=stale, status=409)
    except (Invalid, NotFound) as refused:
        _put_errors(form, refused)
        return desk_page.show(request, directive, at=at, opened=opened, problem=str(refused), status=refused.status)
    except Conflict as lost:
        return _told(request, directive, lost)
    return redirect(_after(name, directive, task.pk if task else None))


@officer_required(policies.may_receive)
@require_POST
def confirm_tasks(request: OfficerRequest, pk: int) -> HttpResponseBase:
    """Confirm the letter; what blocks it is listed with links to the tasks, tasks without deadline are asked about."""
    directive = _under_review(request, pk)
    form = ActForm(request.POST, directive=directive)
    at = clock.now()
    if not form.is_valid():
        return desk_page.show(request, directive, at=at, problem=_first_error(form), status=422)
    try:
        undated = "without_deadline_confirmed" in request.POST
        version = form.cleaned_data["version"]
        confirm(directive, version=version, by=request.officer, at=at, without_deadline_confirmed=undated)
    except Stale as stale:
        return desk_page.show(request, stale.directive, at=at, stale=stale, status=409)
    except Undated as asked:
        return desk_page.show(request, directive, at=at, undated=asked, status=422)
    except Invalid as blocked:
        return desk_page.show(request, directive, at=at, problem=str(blocked), status=422)
    except Conflict as lost:
        return _told(request, directive, lost)
    messages.success(request, _("Đã xác nhận. Văn bản chưa giao đi đâu cho đến khi được phát hành."))
    return redirect("directives:record", pk)


def _under_review(request: OfficerRequest, pk: int) -> Directive:
    directive = directive_for(request.officer, pk)
    policies.must_be_able_to_review(request.officer, directive)
    return directive


def _must_be_there(name: str, task: object, directive: Directive, form: ActForm) -> None:
    """A task that another person removed is a stale page, not a missing one."""
    if task is None and ACTS[name].needs_task:
        since = list(directive.edits.filter(version__gt=form.cleaned_data["version"]))
        raise Stale(directive, since) if since else NotFound(_("Nhiệm vụ này đã bị bỏ khỏi văn bản."))


def _on_present_version(
    opened: desk_page.Opened | None, directive: Directive, sent: QueryDict
) -> desk_page.Opened | None:
    """The same form with what was typed, now against the present version, so that it can be sent again."""
    if opened is None:
        return None
    data = sent.copy()
    data["version"] = str(directive.version)
    form = desk_page.form_of(directive, opened.name, opened.task, data=data)
    return desk_page.Opened(opened.name, form, opened.task, opened.party, opened.results, opened.words)


def _put_errors(form: ActForm, refused: Problem) -> None:
    for error in refused.errors:
        form.add_error(error.field if error.field in form.fields else None, str(error.message))


def _first_error(form: ActForm) -> str:
    return next((str(error) for errors in form.errors.values() for error in errors), _("Xem lại nội dung vừa nhập."))


def _told(request: HttpRequest, directive: Directive, lost: Conflict) -> HttpResponse:
    """Someone else closed the desk: say so on the record page."""
    messages.warning(request, str(lost))
    url = reverse("directives:record", args=[directive.pk])
    answer: HttpResponse = HttpResponseClientRedirect(url) if request.headers.get("HX-Request") else redirect(url)
    return answer


def _after(name: str, directive: Directive, task_id: int | None) -> str:
    url = reverse("directives:desk", args=[directive.pk])
    stays = ACTS[name].stays
    query = f"?act={stays}&task={task_id}" if stays else ""
    return f"{url}{query}#t{task_id}" if task_id else url
