"""Who of a list still needs a quarantine order (ai trong danh sách còn thiếu quyết định)."""

from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from vungxanh.apps.cases import policies
from vungxanh.apps.cases.models import Order, Plan
from vungxanh.apps.cases.queries.lists import Wanted, must_be_many, standings
from vungxanh.apps.cases.queries.orders import LIVE
from vungxanh.apps.org.officers import Officer
from vungxanh.core.casework.policy import Place


def asking(officer: Officer, wanted: Wanted, *, on: date) -> QuerySet[Plan]:
    """The plans of the people of a list whose quarantine lasts beyond what has been ordered, the most urgent first.

    Whoever gets a draft is no longer among them. TooFew as the list itself says it.
    """
    people = standings(officer, wanted)
    must_be_many(officer, people, words=wanted.words)
    ordered = Order.objects.filter(plan=OuterRef("pk"), state__in=LIVE, until_on__gte=OuterRef("quarantine_ends_on"))
    rows = Plan.objects.filter(path__under=policies.area(officer), ended_on=None, quarantine_ends_on__gte=on)
    rows = rows.filter(~Exists(ordered), person__in=people.values("person")).exclude(place=Place.NONE)
    return rows.order_by("-urgency", "pk")
