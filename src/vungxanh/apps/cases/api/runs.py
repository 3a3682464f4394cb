"""Runs of deriving over HTTP: why one ran and everybody whom it changed (/cases/derivations)."""

from django.http import HttpRequest
from ninja import Router

from vungxanh.apps.cases.api import shown
from vungxanh.apps.cases.api.schemas import DerivationOut, RunChangeOut
from vungxanh.apps.cases.queries import runs
from vungxanh.apps.org.api.seat import officer_of
from vungxanh.kit import clock
from vungxanh.kit.api.guards import guarded_by
from vungxanh.kit.api.schemas import Cursor, PageOut, PageSize

router = Router(tags=["cases"])
_RUN = "/derivations/{int:pk}"


@router.get(_RUN, response=DerivationOut, summary="Một lần tính lại / one derivation")
@guarded_by(runs.run_of)
def show_derivation(request: HttpRequest, pk: int) -> shown.Shown:
    """Why it ran, under which decision, and what it changed in the caller's place, in numbers and in words."""
    officer = officer_of(request)
    found = runs.run_of(officer, pk)
    told = runs.told_of(officer, [found])[found.pk]
    return shown.columns(found, "at", "cause") | {
        "counts": told.counts,
        "sentences": told.sentences,
        "id": found.pk,
        "decision": found.policy.decision,
    }


@router.get(f"{_RUN}/changes", response=PageOut[RunChangeOut], summary="Ai thay đổi / whom it changed")
@guarded_by(runs.changes_of_run)
def list_run_changes(request: HttpRequest, pk: int, cursor: Cursor = "", size: PageSize = 50) -> shown.Shown:
    """Everybody of the caller's place whom it changed, a page at a time."""
    officer = officer_of(request)
    page = runs.changes_of_run(officer, runs.run_of(officer, pk), cursor=cursor, size=size)
    eyes = shown.Eyes(officer, [row.person for row in page.items], clock.now())
    return shown.page(
        page,
        lambda row: (
            shown.columns(row, "kinds", "told")
            | {"person": eyes.ref(row.person), "commune": shown.place(row.person.commune)}
        ),
    )
