"""A person's place stands in several tables, so that each list is one range of an index; here they move together."""

from vungxanh.apps.cases.actions.pairing import move_pairs
from vungxanh.apps.cases.actions.tallying import tally
from vungxanh.apps.cases.models import Case, Check, Order, Person, Plan, Standing
from vungxanh.apps.org.models import Unit


def move(person: Person, place: Unit) -> None:
    """Put a person and all that repeats their place under another unit (10 queries); saving it is the caller's."""
    person.commune, person.path = place, place.path
    Case.objects.filter(person=person).update(path=place.path)
    standing = Standing.objects.filter(person=person)
    left = list(standing.values_list("path", "level"))
    standing.update(path=place.path)
    tally(left, [(place.path, level) for _path, level in left])
    Plan.objects.filter(person=person).update(path=place.path, unit=place)
    Check.objects.filter(plan__person=person).update(path=place.path)
    Order.objects.filter(plan__person=person).update(path=place.path)
    move_pairs(person.pk, place.path)
