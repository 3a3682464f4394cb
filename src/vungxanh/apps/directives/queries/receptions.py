"""Uploads that are still being read (lượt tiếp nhận)."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from vungxanh.apps.directives.models import Reception, ReceptionState
from vungxanh.apps.org.officers import Officer
from vungxanh.kit.problems import NotFound

GOING = (ReceptionState.WAITING, ReceptionState.READING)


def going_on(officer: Officer) -> QuerySet[Reception]:
    """The unit's uploads that wait or are being read, oldest first."""
    return Reception.objects.filter(unit=officer.unit, state__in=GOING).order_by("at", "pk")


def reception_for(officer: Officer, pk: int) -> Reception:
    """One upload of the officer's unit, else NotFound."""
    found = Reception.objects.filter(unit=officer.unit, pk=pk).select_related("directive").first()
    if found is None:
        raise NotFound(_("Không có lượt tiếp nhận này trong đơn vị."))
    return found
