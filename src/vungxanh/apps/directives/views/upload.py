"""Taking a letter in, and watching a scan being read (tiếp nhận văn bản)."""

from django.conf import settings
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from vungxanh.apps.directives import policies
from vungxanh.apps.directives.actions.keep_reading import AlreadyReceived
from vungxanh.apps.directives.actions.receive import Upload, pasted, receive
from vungxanh.apps.directives.forms import UploadForm
from vungxanh.apps.directives.queries.receptions import GOING, reception_for
from vungxanh.apps.org.access import OfficerRequest, officer_required
from vungxanh.kit import clock
from vungxanh.kit.problems import NotAllowed, Problem


@officer_required(policies.may_receive)
@require_http_methods(["GET", "HEAD", "POST"])
def receive_letter(request: OfficerRequest) -> HttpResponseBase:
    """A form for a file or pasted text; a letter with text goes straight to the desk, a scan to its progress page."""
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    context: dict[str, object] = {"form": form, "max_bytes": settings.MAX_UPLOAD_BYTES}
    if request.method != "POST":
        return render(request, "directives/upload.html", context)
    status = 422
    if form.is_valid():
        try:
            reception = receive(_upload(form), by=request.officer, at=clock.now())
        except NotAllowed:
            raise
        except AlreadyReceived as repeat:
            context |= {"problem": str(repeat), "known": repeat.directive}
            status = repeat.status
        except Problem as refused:
            _show(refused, form, context)
            status = refused.status
        else:
            if reception.directive_id:
                return redirect("directives:desk", reception.directive_id)
            return redirect("directives:reception", reception.pk)
    return render(request, "directives/upload.html", context, status=status)


@officer_required(policies.may_receive)
@require_safe
def progress(request: OfficerRequest, pk: int) -> HttpResponseBase:
    """How far the reading of a scan has come; the page asks again by itself."""
    reception = reception_for(request.officer, pk)
    context = {"reception": reception, "is_going": reception.state in GOING}
    return render(request, "directives/progress.html", context)


def _show(refused: Problem, form: UploadForm, context: dict[str, object]) -> None:
    """Say what is wrong with a file beside the field it was chosen in, anything else above the form."""
    of_file = [error for error in refused.errors if error.field == "file"]
    for error in of_file:
        form.add_error("file" if form.cleaned_data["file"] is not None else "text", str(error.message))
    if not of_file:
        context["problem"] = str(refused)


def _upload(form: UploadForm) -> Upload:
    file = form.cleaned_data["file"]
    if file is not None:
        return Upload(file.name, file, file.size)
    return pasted(form.cleaned_data["text"])
