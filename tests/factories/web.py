"""Browsers without a browser: Django's test client, signed in."""

from django.test import Client

from vungxanh.apps.org.access import SEAT_KEY
from vungxanh.apps.org.officers import Officer


def signed_in(officer: Officer) -> Client:
    """A client whose session acts as the officer."""
    client = Client()
    client.force_login(officer.user, backend="django.contrib.auth.backends.ModelBackend")
    session = client.session
    session[SEAT_KEY] = officer.seat
    session.save()
    return client
