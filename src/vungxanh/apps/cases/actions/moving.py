"""A person's place stands in several tables, so that each list is one range of an index; here they move together."""

from vungxanh.apps.cases.models import Case, Check, Order, Person, Plan, Standing
from vungxanh.apps.org.models import Unit


def move(person: Person, place: Unit) -> None:
    """Put a person and all that repeats their place under another unit (6 queries); saving `person` is the caller's."""
    person.commune, person.path = place, place.path
    Case.objects.filter(person=person).update(path=place.path)
    Standing.objects.filter(person=person).update(path=place.path)
    Plan.objects.filter(person=person).update(path=place.path, unit=place)
    Check.objects.filter(plan__person=person).update(path=place.path)
    Order.objects.filter(plan__person=person).update(path=place.path)
