"""Orders for many at once: drafted from the list, issued in a row, delivered, revoked."""

import re
import uuid
from datetime import timedelta

import pytest
from django.test import Client

from tests.apps.cases.views.scenes import an_outbreak
from tests.factories.cases import NOW
from tests.factories.org import an_officer
from tests.factories.web import signed_in
from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.cases.actions import deciding
from vungxanh.apps.cases.models import Order, OrderState, Plan
from vungxanh.apps.cases.views import whole_list

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("outbreak_clock")]


def test_the_picked_people_get_drafts_numbers_and_their_orders() -> None:
    scene = an_outbreak()
    client = signed_in(scene.cdc)
    ids = [str(pk) for pk in Plan.objects.filter(level=1).values_list("pk", flat=True)]
    page = client.get("/truy-vet/quyet-dinh/du-thao/", {"ids": ids})
    assert "Dự thảo quyết định cách ly cho 2 người" in page.content.decode()
    batch = str(uuid.uuid4())
    for _twice in range(2):
        answer = client.post("/truy-vet/quyet-dinh/du-thao/", {"ids": ids, "batch": batch, "facility": "Khu A (mẫu)"})
        assert answer.status_code == 302
    orders = list(Order.objects.order_by("pk"))
    assert [order.state for order in orders] == [OrderState.DRAFT, OrderState.DRAFT]
    picked = [str(order.pk) for order in orders]
    wrong = client.post("/truy-vet/quyet-dinh/ban-hanh/", {"ids": picked, "first_number": "0", "suffix": ""})
    assert wrong.status_code == 422
    told = {"ids": picked, "first_number": "123", "suffix": "QĐ-UBND"}
    assert client.post("/truy-vet/quyet-dinh/ban-hanh/", told).status_code == 302
    assert sorted(Order.objects.values_list("number", flat=True)) == ["123/QĐ-UBND", "124/QĐ-UBND"]
    assert client.post("/truy-vet/quyet-dinh/da-giao/", {"ids": picked[:1]}).status_code == 302
    assert client.post("/truy-vet/quyet-dinh/thu-hoi/", {"ids": picked[1:], "why": "sai tên"}).status_code == 302
    states = set(Order.objects.values_list("state", flat=True))
    assert states == {OrderState.DELIVERED, OrderState.REVOKED}
    assert "123/QĐ-UBND" in client.get("/truy-vet/quyet-dinh/").content.decode()
    assert client.post("/truy-vet/quyet-dinh/in/", {"ids": picked[:1]}).content[:5] == b"%PDF-"
    assert client.post("/truy-vet/quyet-dinh/in/", {"ids": picked}).status_code == 422


def test_a_commune_nurse_issues_nothing_and_nothing_picked_is_said() -> None:
    scene = an_outbreak()
    assert signed_in(scene.nurse).get("/truy-vet/quyet-dinh/du-thao/?ids=1").status_code == 403
    assert signed_in(scene.cdc).get("/truy-vet/quyet-dinh/du-thao/").status_code == 422


@pytest.mark.parametrize(
    ("state", "acts"),
    [
        ("", {"ban-hanh", "da-giao", "thu-hoi"}),
        (OrderState.DRAFT, {"ban-hanh", "thu-hoi"}),
        (OrderState.ISSUED, {"da-giao", "thu-hoi"}),
        (OrderState.DELIVERED, {"thu-hoi"}),
        (OrderState.REVOKED, set()),
    ],
)
def test_a_list_of_one_state_offers_for_its_rows_only_what_fits_them(state: str, acts: set[str]) -> None:
    scene = an_outbreak()
    client, plan = signed_in(scene.cdc), Plan.objects.get(person=scene.an)
    client.post("/truy-vet/quyet-dinh/du-thao/", {"ids": [str(plan.pk)], "batch": str(uuid.uuid4())})
    Order.objects.update(state=state or OrderState.DRAFT)
    text = client.get("/truy-vet/quyet-dinh/", {"state": state}).content.decode()
    pattern = r'formaction="/truy-vet/quyet-dinh/([a-z-]+)/"'
    assert set(re.findall(pattern, text)) == {"in", *acts}


def issued(client: Client) -> Order:
    """The only draft there is, issued by the page."""
    keys = list(Order.objects.values_list("pk", flat=True))
    told = {"ids": keys, "first_number": "5", "suffix": "QĐ-UBND", "facility": "Khu A (mẫu)"}
    assert client.post("/truy-vet/quyet-dinh/ban-hanh/", told).status_code == 302
    return Order.objects.get()


def test_an_order_that_ends_before_the_quarantine_is_flagged_and_the_next_is_offered() -> None:
    scene = an_outbreak()
    client, plan = signed_in(scene.cdc), Plan.objects.get(person=scene.an)
    batch = {"ids": [str(plan.pk)], "batch": str(uuid.uuid4())}
    client.post("/truy-vet/quyet-dinh/du-thao/", batch)
    until = plan.quarantine_ends_on
    assert until
    pages = ("/truy-vet/quyet-dinh/", f"/truy-vet/nguoi/{scene.an.pk}/", "/truy-vet/")
    offer = f"/truy-vet/quyet-dinh/du-thao/?ids={plan.pk}&amp;"
    for page in pages[:2]:
        assert offer not in client.get(page).content.decode()
    issued(client)
    deciding.change_days(scene.an, quarantine_until=until + timedelta(days=7), why="thêm ca", by=scene.cdc, at=NOW)
    for page in pages[:2]:
        assert offer in client.get(page).content.decode()
    assert f"Quyết định cách ly chỉ đến {until:%d/%m/%Y}" in client.get(pages[2]).content.decode()
    client.post("/truy-vet/quyet-dinh/du-thao/", batch | {"batch": str(uuid.uuid4())})
    first, following = Order.objects.order_by("pk")
    assert first.until_on == until
    assert (following.from_on, following.until_on) == (until + timedelta(days=1), until + timedelta(days=7))
    for page in pages[:2]:
        assert offer not in client.get(page).content.decode()


def test_an_order_that_lasts_longer_than_the_quarantine_is_flagged_with_what_to_do() -> None:
    scene = an_outbreak()
    client, plan = signed_in(scene.cdc), Plan.objects.get(person=scene.an)
    client.post("/truy-vet/quyet-dinh/du-thao/", {"ids": [str(plan.pk)], "batch": str(uuid.uuid4())})
    order = issued(client)
    marked = f"/truy-vet/quyet-dinh/thu-hoi/?ids={order.pk}"
    lists = ["/truy-vet/quyet-dinh/", f"/truy-vet/nguoi/{scene.an.pk}/"]
    assert not any(marked in client.get(each).content.decode() for each in lists)
    ends_on = order.until_on - timedelta(days=4)
    deciding.change_days(scene.an, quarantine_until=ends_on, why="chính sách mới ngắn hơn", by=scene.cdc, at=NOW)
    for each in lists:
        text = client.get(each).content.decode()
        assert marked in text
        assert f"cách ly {'đến' if 'nguoi' in each else 'chỉ đến'} {ends_on:%d/%m/%Y}" in text
    assert client.get(marked).status_code == 200


def test_the_address_of_the_pdf_leads_back_to_the_list() -> None:
    answer = signed_in(an_outbreak().cdc).get("/truy-vet/quyet-dinh/in/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/truy-vet/quyet-dinh/")


def test_everybody_of_a_list_gets_a_draft_a_part_at_a_press_and_nobody_two(monkeypatch: pytest.MonkeyPatch) -> None:
    scene = an_outbreak()
    client = signed_in(scene.cdc)
    monkeypatch.setattr(whole_list, "AT_ONCE", 1)
    page = client.get("/truy-vet/nguoi/?level=1").content.decode()
    address = "/truy-vet/quyet-dinh/du-thao/ca-danh-sach/?level=1"
    assert address in page
    assert "2 người của danh sách cần quyết định cách ly" in client.get(address).content.decode()
    told = {"batch": str(uuid.uuid4()), "facility": "Khu A (mẫu)"}
    first = client.post(address, told, follow=True).content.decode()
    assert "Đã dự thảo 1 quyết định. Còn 1 người của danh sách: bấm Dự thảo lần nữa." in first
    assert 'value="Khu A (mẫu)"' in first
    client.post(address, told)
    assert Order.objects.count() == 1
    done = client.post(address, told | {"batch": str(uuid.uuid4())}, follow=True)
    assert done.redirect_chain == [("/truy-vet/quyet-dinh/", 302)]
    client.post(address, told)
    assert {order.plan.level for order in Order.objects.all()} == {1}
    assert Order.objects.count() == Order.objects.values("plan").distinct().count() == 2
    assert "Không còn ai thiếu quyết định" in client.get(address).content.decode()
    assert signed_in(scene.nurse).get(address).status_code == 403


def test_each_state_is_a_tab_with_how_many_stand_in_it_and_small_numbers_are_hidden_from_who_is_not_told_them() -> None:
    scene = an_outbreak()
    client = signed_in(scene.cdc)
    ids = [str(pk) for pk in Plan.objects.filter(level=1).values_list("pk", flat=True)]
    client.post("/truy-vet/quyet-dinh/du-thao/", {"ids": ids, "batch": str(uuid.uuid4()), "facility": "Khu A (mẫu)"})
    tabs = [each["label"] for each in client.get("/truy-vet/quyet-dinh/?state=issued").context["states"]]
    assert tabs[:3] == ["Tất cả (2)", "Dự thảo (2)", "Đã ban hành (0)"]
    leader = signed_in(an_officer(Role.LEADER, scene.cdc.unit)).get("/truy-vet/quyet-dinh/")
    assert [each["label"] for each in leader.context["states"]][:2] == ["Tất cả (ẩn)", "Dự thảo (ẩn)"]
