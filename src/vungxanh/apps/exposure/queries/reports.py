"""Who waits for a health officer, as officers of the place may see it (chờ xác nhận).

People who say they were near a case, and cases whose keys came with six digits bound to no number.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from vungxanh.apps.exposure.models import Upload, UploadKind, UploadState
from vungxanh.apps.exposure.policies import area, may_judge_reports, works_for_province
from vungxanh.apps.exposure.queries.uploads import ContactDetails, details_of
from vungxanh.apps.org.officers import Officer
from vungxanh.kit.audit.queries import history_of
from vungxanh.kit.problems import NotAllowed, NotFound

_CONFIRMED, _REFUSED = "exposure.report.confirm", "exposure.report.refuse"
"""What `actions.contacts` writes of the two ways in which a report is settled."""


@dataclass(frozen=True, slots=True)
class Report:
    """What waits and what it says of its sender: of a case nothing, for whoever issued the code knows them."""

    upload: Upload
    details: ContactDetails

    @property
    def is_case(self) -> bool:
        """Whether a case handed in keys; if not, a contact reported themselves."""
        return self.upload.kind == UploadKind.CASE

    @property
    def minutes(self) -> int:
        """For how long the phone was near cases: the sum of what each encounter is said to have lasted."""
        return sum(one.lasted for one in self.details.encounters)


@dataclass(frozen=True, slots=True)
class Settled:
    """What waited once, who settled it and when; `is_refused` if it was turned away."""

    upload: Upload
    who: str
    at: datetime
    is_refused: bool


def reports_of(officer: Officer) -> QuerySet[Upload]:
    """What waits in the officer's place, the oldest first; NotAllowed for whom it does not concern.

    What names no commune that exists is the province's.
    """
    rows = _of_place(officer).filter(state=UploadState.WAITING).select_related("place", "code__issued_by", "device")
    return rows.order_by("received_at", "pk")


def _of_place(officer: Officer) -> QuerySet[Upload]:
    if not may_judge_reports(officer):
        raise NotAllowed(_("Chỉ cán bộ y tế được xem ai đang chờ xác nhận."))
    concerned = Q(place__path__under=area(officer))
    if works_for_province(officer):
        concerned |= Q(place=None)
    return Upload.objects.filter(concerned)


def waiting_reports(officer: Officer, *, most: int = 200) -> list[Report]:
    """The first of them, opened."""
    return [Report(one, details) for one in reports_of(officer)[:most] if (details := _said(one)) is not None]


def report_of(officer: Officer, pk: UUID) -> Report:
    """One of them; NotFound for others."""
    found = reports_of(officer).filter(pk=pk).first()
    details = _said(found) if found else None
    if found is None or details is None:
        raise NotFound(_("Không có bản này, hoặc bản này không còn chờ xác nhận."))
    return Report(found, details)


def settled_of(officer: Officer, pk: UUID) -> Settled | None:
    """Who of the officer's place confirmed or refused what waited, and when (2 queries); None if nobody did."""
    upload = _of_place(officer).exclude(state=UploadState.WAITING).filter(pk=pk).first()
    entry = history_of(upload).filter(verb__in=(_CONFIRMED, _REFUSED)).last() if upload else None
    return Settled(upload, entry.who, entry.at, entry.verb == _REFUSED) if upload and entry else None


def _said(upload: Upload) -> ContactDetails | None:
    return ContactDetails("", "", "", "", ()) if upload.kind == UploadKind.CASE else details_of(upload)
