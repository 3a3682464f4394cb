"""Keys that are not published, for the province's officers (khóa bị gạt); no key is read."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from vungxanh.apps.exposure.models import Aside
from vungxanh.apps.exposure.queries.publication import must_watch
from vungxanh.apps.org.officers import Officer
from vungxanh.kit.problems import NotFound


def asides_of(officer: Officer) -> QuerySet[Aside]:
    """All of them, looked into or not; NotAllowed for whom publication does not concern."""
    must_watch(officer)
    return Aside.objects.select_related("upload__place", "upload__code__unit", "dismissed_by")


def open_asides(officer: Officer) -> QuerySet[Aside]:
    """Those nobody has looked into."""
    return asides_of(officer).filter(dismissed_at=None)


def aside_of(officer: Officer, pk: int) -> Aside:
    """One that nobody has looked into; NotFound for others."""
    found = open_asides(officer).filter(pk=pk).first()
    if found is None:
        raise NotFound(_("Không có việc này, hoặc đã có người xem xét."))
    return found
