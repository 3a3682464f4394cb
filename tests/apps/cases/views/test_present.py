"""The forms that change days, place, level or commune say what holds now."""

from datetime import timedelta

import pytest

from tests.apps.cases.views.scenes import an_outbreak
from tests.factories.cases import NOW
from tests.factories.web import signed_in
from vungxanh.apps.cases.actions import deciding
from vungxanh.apps.cases.models import Decision, Plan
from vungxanh.core.casework import standing_json

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("outbreak_clock")]


def test_each_form_says_what_holds_now() -> None:
    scene = an_outbreak()
    client, act = signed_in(scene.cdc), f"/truy-vet/nguoi/{scene.an.pk}/viec/"
    until = Plan.objects.get(person=scene.an).quarantine_ends_on
    for name, told in {
        "doi-ngay": f"Hiện nay: {until:%d/%m/%Y}, theo chính sách.",
        "xep-cap": "Hiện nay: F1, theo chính sách.",
        "noi-cach-ly": "Hiện nay: cách ly tập trung, theo chính sách.",
    }.items():
        assert told in client.get(f"{act}{name}/").content.decode()
    deciding.set_place(scene.an, "home", why="có con nhỏ", by=scene.cdc, at=NOW)
    assert "Hiện nay: cách ly tại nhà, theo quyết định riêng." in client.get(f"{act}noi-cach-ly/").content.decode()
    handing = signed_in(scene.nurse).get(f"{act}chuyen/").content.decode()
    assert "Hiện nay: Phường Minh An, Thành phố Hội An." in handing


def test_the_days_are_filled_in_and_those_left_as_they_are_are_not_decided() -> None:
    scene = an_outbreak()
    client, page = signed_in(scene.cdc), f"/truy-vet/nguoi/{scene.an.pk}/viec/doi-ngay/"
    form = client.get(page).context["form"]
    plan = standing_json.from_json(Plan.objects.get(person=scene.an).person.standing.detail).plan
    shown = {name: form[name].value() for name in ("quarantine_until", "monitoring_until")}
    assert shown == {"quarantine_until": plan.quarantine_until, "monitoring_until": plan.monitoring_until}
    assert plan.quarantine_until
    sent = {name: f"{day:%d/%m/%Y}" for name, day in shown.items() if day} | {"why": "thêm ca trong nhà"}
    same = client.post(page, sent)
    assert same.status_code == 422
    assert "Chưa chọn ngày mới." in same.content.decode()
    later = plan.quarantine_until + timedelta(days=3)
    monitored = later + timedelta(days=4)
    assert client.post(page, sent | {"monitoring_until": f"{monitored:%d/%m/%Y}"}).status_code == 302
    made = Decision.objects.latest("pk")
    assert (made.quarantine_until, made.monitoring_until) == (None, monitored)
