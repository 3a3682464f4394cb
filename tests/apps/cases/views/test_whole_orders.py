"""Every order of a state at once: a part at a press, a press twice does nothing twice."""

import uuid
from typing import Any

import pytest
from django.test import Client

from tests.apps.cases.views.scenes import Outbreak, an_outbreak
from tests.factories.cases import NOW
from tests.factories.web import signed_in
from vungxanh.apps.cases.actions import deciding, ordering
from vungxanh.apps.cases.models import Order, OrderState, Plan
from vungxanh.apps.cases.views import whole_orders

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("outbreak_clock")]
LIST = "/truy-vet/quyet-dinh/"
ISSUE, DELIVER, PRINT = (f"{LIST}{act}/ca-danh-sach/" for act in ("ban-hanh", "da-giao", "in"))


def drafted(scene: Outbreak, facility: str = "") -> list[int]:
    """A draft for each F1 of the outbreak, by their keys."""
    plans = list(Plan.objects.filter(level=1).order_by("pk"))
    return [order.pk for order in ordering.draft(plans, batch=uuid.uuid4(), facility=facility, by=scene.cdc, at=NOW)]


def pressed(client: Client, page: str, **typed: object) -> tuple[str, dict[str, Any]]:
    """Press the page's button as it is filled in, with what is typed over it: where it led, and what was sent."""
    shown = client.get(page).context["form"]
    sent = {field.name: field.value() for field in shown if field.value() not in (None, "")} | typed
    answer = client.post(page, sent)
    return (answer["Location"] if answer.status_code == 302 else answer.content.decode()), sent


def states() -> list[str]:
    """In the order drafted."""
    return list(Order.objects.order_by("pk").values_list("state", flat=True))


def test_the_whole_list_is_issued_in_parts_with_numbers_that_run_on(monkeypatch: pytest.MonkeyPatch) -> None:
    scene = an_outbreak()
    drafted(scene)
    client = signed_in(scene.cdc)
    monkeypatch.setattr(whole_orders, "AT_ONCE", 1)
    page = client.get(f"{LIST}?state=draft").content.decode()
    assert "Cả danh sách, 2 quyết định:" in page
    assert ISSUE in page
    asked, _sent = pressed(client, ISSUE, first_number=123, suffix="QĐ-UBND")
    assert "1 quyết định cách ly tập trung chưa ghi cơ sở nào." in asked
    following, sent = pressed(client, ISSUE, first_number=123, suffix="QĐ-UBND", facility="Khu A (mẫu)")
    assert states() == [OrderState.ISSUED, OrderState.DRAFT]
    twice = client.post(ISSUE, sent, follow=True).content.decode()
    assert "Phần này đã làm rồi, không làm lại." in twice
    assert states() == [OrderState.ISSUED, OrderState.DRAFT]
    text = client.get(following).content.decode()
    assert "Còn 1 quyết định trong địa bàn." in text
    assert '<progress value="1" max="2"' in text
    assert pressed(client, following)[0] == LIST
    assert list(Order.objects.order_by("pk").values_list("number", "facility")) == [
        ("123/QĐ-UBND", "Khu A (mẫu)"),
        ("124/QĐ-UBND", "Khu A (mẫu)"),
    ]
    assert "Không còn quyết định nào" in client.get(ISSUE).content.decode()


def test_the_whole_list_is_delivered_and_a_second_press_leaves_what_came_after(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    scene = an_outbreak()
    ordering.issue(
        list(Order.objects.filter(pk__in=drafted(scene, "Khu A")).order_by("pk")), 1, "QĐ", by=scene.cdc, at=NOW
    )
    client = signed_in(scene.cdc)
    monkeypatch.setattr(whole_orders, "AT_ONCE", 1)
    assert DELIVER in client.get(f"{LIST}?state=issued").content.decode()
    following, sent = pressed(client, DELIVER)
    client.post(DELIVER, sent)
    assert states() == [OrderState.DELIVERED, OrderState.ISSUED]
    pressed(client, following)
    assert states() == [OrderState.DELIVERED, OrderState.DELIVERED]


def test_the_whole_list_is_printed_in_files(monkeypatch: pytest.MonkeyPatch) -> None:
    scene = an_outbreak()
    first, second = drafted(scene, "Khu A")
    client = signed_in(scene.cdc)
    monkeypatch.setattr(whole_orders, "MOST", 1)
    page = client.get(PRINT, {"state": "draft"})
    assert "In 2 quyết định dự thảo" in page.content.decode()
    assert [(part["first"], part["last"]) for part in page.context["parts"]] == [(first, first), (second, second)]
    assert client.post(f"{PRINT}?state=draft", {"first": first, "last": first}).content[:5] == b"%PDF-"
    assert client.get(PRINT, {"state": "nothing"}).status_code == 404


def test_a_commune_acts_on_its_own_orders_only_and_a_nurse_issues_none() -> None:
    scene = an_outbreak()
    drafted(scene, "Khu A")
    nurse = signed_in(scene.nurse)
    assert nurse.get(ISSUE).status_code == 403
    assert "In 1 quyết định dự thảo" in nurse.get(PRINT, {"state": "draft"}).content.decode()
    assert ISSUE not in nurse.get(f"{LIST}?state=draft").content.decode()


def test_drafts_that_no_longer_agree_are_named_and_one_press_mends_them() -> None:
    scene = an_outbreak()
    keys = drafted(scene, "Khu A")
    client = signed_in(scene.cdc)
    an = Order.objects.get(plan__person=scene.an)
    ends_on = an.until_on.replace(day=an.until_on.day - 4)
    deciding.change_days(scene.an, quarantine_until=ends_on, why="chính sách mới ngắn hơn", by=scene.cdc, at=NOW)
    picked = f"{LIST}ban-hanh/?ids={keys[0]}&ids={keys[1]}"
    for page in (LIST, picked, ISSUE, f"/truy-vet/nguoi/{scene.an.pk}/"):
        assert "1 dự thảo không còn khớp" in client.get(page).content.decode()
    assert f"nay là cách ly tập trung, {an.from_on:%d/%m/%Y} – {ends_on:%d/%m/%Y}" in client.get(LIST).content.decode()
    refused, _sent = pressed(client, ISSUE, first_number=1, suffix="QĐ")
    assert "1 dự thảo không còn khớp với ngày hoặc nơi cách ly hiện nay: cập nhật" in refused
    mended = client.post(f"{LIST}cap-nhat/", {"ids": client.get(picked).context["old"], "back": picked}, follow=True)
    assert mended.redirect_chain == [(picked, 302)]
    assert "Đã cập nhật 1 dự thảo." in mended.content.decode()
    assert "không còn khớp" not in client.get(LIST).content.decode()
    assert pressed(client, ISSUE, first_number=1, suffix="QĐ")[0] == LIST
    assert set(states()) == {OrderState.ISSUED}
