"""No page of case work asks the database more often for more people."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.apps.cases.views.scenes import Outbreak, an_outbreak
from tests.factories.cases import NOW, a_case, a_meeting, a_person
from tests.factories.org import a_unit
from tests.factories.web import signed_in
from vungxanh.apps.cases.actions import exposures

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("outbreak_clock")]


def grow(scene: Outbreak, people: int) -> None:
    """So many more contacts of the case in communes of their own, and as many cases."""
    for _number in range(people):
        place = a_unit(parent=scene.here.parent)
        contact = a_person(place, name="Người Thêm", at=NOW - timedelta(days=2))
        met = a_meeting(scene.mai, contact, minutes=60, started_at=NOW - timedelta(days=4), probability=0.02)
        exposures.record(met, by=scene.cdc, at=NOW - timedelta(days=1))
        a_case(a_person(place, name="Ca Thêm"), by=scene.cdc)


def counts(client: Client, pages: list[str]) -> dict[str, int]:
    found = {}
    for page in pages:
        assert client.get(page).status_code == 200
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(page)
            b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
        found[page] = len(asked)
    return found


def test_no_page_asks_more_often_for_more_people() -> None:
    scene = an_outbreak()
    grow(scene, 2)
    case = f"/truy-vet/ca-benh/{scene.case.code}/"
    lists = ["", "?part=missed", "in-trong-ngay/", "nguoi/?level=all", "nguoi/xuat/", "ca-benh/", "quyet-dinh/"]
    pages = [f"/truy-vet/{each}" for each in lists] + [case, case + "vong/3/", f"/truy-vet/nguoi/{scene.mai.pk}/"]
    client = signed_in(scene.cdc)
    few = counts(client, pages)
    grow(scene, 4)
    many = counts(client, pages)
    assert {page: (few[page], many[page]) for page in pages if few[page] != many[page]} == {}
