"""Telephones and addresses of the sample people, and telephones of the units, so that pages have something to show.

They reach nobody. Telephones begin with 0100: no subscriber number in Viet Nam begins with 01 since the eleven-digit
prefixes ended in November 2018 (cited from memory: the Ministry of Information and Communications' plan of that year).
Addresses end in example.org, which RFC 2606 keeps for examples.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import TextField
from django.db.models.functions import Cast

from vungxanh.apps.accounts.models import User
from vungxanh.apps.org.models import Level, Unit
from vungxanh.apps.org.policies import Administrator
from vungxanh.kit import audit
from vungxanh.kit.actors import Actor
from vungxanh.project.demonstration.filling import fill

_BATCH = 500
_FIRST_OF_UNITS = 800_000
_PLACES = (Level.PROVINCE, Level.DISTRICT, Level.COMMUNE)


def telephone(number: int) -> str:
    """The sample telephone of the sample person with this number."""
    return f"0100 {number // 1000 % 1000:03} {number % 1000:03}"


def address(username: str) -> str:
    """The sample address of a sample person."""
    return f"{username}.mau@example.org"


def give_contacts(*, by: Actor, at: datetime) -> int:
    """Give each sample person who has neither a sample telephone and address (liên hệ mẫu); returns how many.

    Who came by a contact once is left alone, so a second run changes nothing.
    """
    with transaction.atomic():
        samples = User.objects.filter(is_sample=True).annotate(  # as stored: to open each takes time and its key
            mail=Cast("email", TextField()), tel=Cast("phone", TextField())
        )
        without = list(samples.filter(mail="", tel="").only("pk", "username").order_by("pk"))
        for person in without:
            person.email, person.phone = address(person.username), telephone(person.pk)
        User.objects.bulk_update(without, ["email", "phone"], batch_size=_BATCH)
        if without:
            audit.record("accounts.seed_contacts", by=by, on=None, at=at, data={"people": len(without)})
    return len(without)


def give_units_telephones(*, by: Administrator, at: datetime) -> int:
    """Give each place without a telephone a sample one, made of its code; how many. One that has a number keeps it."""
    places = Unit.objects.filter(level__in=_PLACES, ended_on=None, phone="", code__regex=r"^[0-9]{1,5}$")
    found = places.select_related("parent").order_by("path")
    return fill({unit: {"phone": telephone(_FIRST_OF_UNITS + int(unit.code))} for unit in found}, by=by, at=at)
