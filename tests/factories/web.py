"""Browsers without a browser: Django's test client, signed in."""

import re
from typing import Any

import lxml.html
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


def page_of(officer: Officer, address: str) -> str:
    """A page's markup as the officer gets it, with every component and tag of its templates made."""
    response = signed_in(officer).get(address)
    assert response.status_code == 200, address
    text: str = response.content.decode()
    assert not re.search(r"<c-|\{\{|\{%", text)
    return text


def fields_of(answer: Any) -> dict[str, str]:
    """What a browser would send if the officer pressed the button of the shown page's one form."""
    forms = [form for form in lxml.html.fromstring(answer.content.decode()).forms if form.xpath("ancestor::main")]
    (form,) = [form for form in forms if form.method == "POST"]
    return {name: value for name, value in form.fields.items() if value is not None}
