"""The gallery (phòng mẫu): every component in every state, every page kind, for whoever builds or reviews pages."""

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from vungxanh.ui import samples, states
from vungxanh.ui.gallery_form import SampleForm

KINDS = ("inbox", "list", "record", "desk", "board", "dashboard", "composer", "print")
BAD = {"subject": "", "due": "31/02/2020", "days": "-1", "lead": ""}


def may_see_gallery(request: HttpRequest) -> bool:
    """Allow developers, the demonstration, and staff; the gallery holds samples only."""
    return bool(settings.DEBUG or getattr(settings, "DEMONSTRATION", False) or getattr(request.user, "is_staff", False))


def samples_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Guard a page of the gallery by `may_see_gallery`."""

    @wraps(view)
    def guarded(request: HttpRequest, **arguments: str) -> HttpResponse:
        if not may_see_gallery(request):
            raise PermissionDenied
        return view(request, **arguments)

    guarded.access_policy = may_see_gallery  # type: ignore[attr-defined]
    return guarded


def _show(request: HttpRequest, template: str, **content: object) -> HttpResponse:
    shared: dict[str, object] = {
        "kinds": KINDS,
        "tasks": samples.tasks(),
        "people": samples.PEOPLE,
        "at": samples.AT,
        "long_unit": samples.LONG_UNIT,
        "long_task": samples.LONG_TASK,
    }
    return render(request, template, shared | content)


@samples_only
def gallery(request: HttpRequest) -> HttpResponse:
    """Show the components."""
    pairs = [(key, word) for key, word in states.WORDS.items()]
    saved = [
        {"label": "Quá hạn", "url": "?state=overdue", "active": True, "count": 12},
        {"label": "Hạn tuần này", "url": "?week=1", "active": False, "count": 41},
    ]
    segments = [
        {"label": "Bảng", "url": "?view=table", "active": True},
        {"label": "Bản đồ", "url": "?view=map", "active": False},
    ]
    form = SampleForm(BAD)
    trail = [("Việc của tôi", "#"), ("Văn bản", "#"), ("4248/UBND-KGVX", "")]
    return _show(
        request,
        "ui/gallery/index.html",
        form=form,
        fresh=SampleForm(auto_id="fresh_%s"),
        pairs=pairs,
        saved=saved,
        segments=segments,
        trail=trail,
        charts=samples.charts(),
    )


@samples_only
def page_kind(request: HttpRequest, kind: str) -> HttpResponse:
    """Show one page kind filled with samples."""
    if kind not in KINDS:
        raise Http404
    content: dict[str, object] = {}
    if kind in {"board", "dashboard", "print"}:
        content = {
            "charts": samples.charts(),
            "rows": samples.board(),
            "words": [states.WORDS[state] for state in samples.STATES],
        }
    if kind == "composer":
        content = {"form": SampleForm()}
    return _show(request, f"ui/gallery/{kind}.html", kind=kind, **content)


@samples_only
def refusal(request: HttpRequest) -> HttpResponse:
    """Show the plain layout with a refusal, as error pages use it."""
    return _show(request, "ui/gallery/plain.html")
