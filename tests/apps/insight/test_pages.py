"""The pages say what the database says, to each officer what is theirs."""

import re

import pytest

from tests.apps.insight.making import NOW, spread
from tests.factories.calendar import seeded_calendar
from tests.factories.directives import a_directive
from tests.factories.org import a_small_province, an_officer
from tests.factories.web import signed_in
from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.directives.models import Stage

pytestmark = pytest.mark.django_db


def test_smoke() -> None:
    seeded_calendar()
    small = a_small_province()
    leader = an_officer(Role.LEADER, small.province)
    d = spread([*small.departments, *small.districts, *small.communes], small.province)
    client = signed_in(leader)
    for address in (
        f"/so-lieu/{d.pk}/",
        "/so-lieu/",
        f"/so-lieu/{d.pk}/in/",
        f"/so-lieu/{d.pk}/?unit=506&sort=late",
        f"/so-lieu/{d.pk}/don-vi.xlsx",
        f"/so-lieu/{d.pk}/nhiem-vu.csv",
        f"/api/v1/insight/directives/{d.pk}",
    ):
        r = client.get(address)
        assert r.status_code == 200, address
        if "html" in r["Content-Type"]:
            html = r.content.decode()
            open("/tmp/team/insight-%d.html" % len(address), "w").write(html)
            assert "<c-" not in html and "{{" not in html and "{%" not in html
