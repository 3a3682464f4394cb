"""The organisation's pages in a real Chromium: no axe finding, nothing wider than the window, nothing blocked."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.barriers import barriers
from tests.browsing import carry, complaints_of
from tests.factories.accounts import a_user
from tests.factories.calendar import seeded_calendar
from tests.factories.org import a_group, a_small_province, a_stand_in, an_officer
from tests.factories.web import signed_in
from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.org.models import Post, Unit
from vungxanh.apps.org.views.showing import today
from vungxanh.kit import clock

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SIZES = [{"width": 1280, "height": 800}, {"width": 390, "height": 844}]
HEADER = "code,name,kind,level,parent,lat,lon\n"
BAD_SHEET = HEADER + "20999,Xã Mới,xã,commune,506,,\na,Xã A,xã,commune,b,,\nb,B,xã,xóm,a,x,1\n"


@contextmanager
def a_page(chromium: Any, live_server: Any, client: Client, size: dict[str, int]) -> Iterator[Any]:
    """A browser that holds the client's session; leaving it asserts that nothing was blocked."""
    context = chromium.new_context(viewport=size, locale="vi-VN", base_url=live_server.url)
    carry(context, live_server.url, client)
    page = context.new_page()
    page.complaints = complaints_of(page)
    yield page
    context.close()


def findings(page: Any) -> list[str]:
    """What axe complains about, what was blocked, and whether the page is wider than the window."""
    page.wait_for_timeout(50)
    found = [text for text in page.complaints if "422" not in text]
    barred = barriers(page)
    page.wait_for_timeout(200)
    page.complaints.clear()  # axe itself tries inline styles, which the policy rightly blocks
    found += [f"{each['id']}: {node['html']}" for each in barred for node in each["nodes"]]
    if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
        found.append("wider than the window")
    return found


@pytest.mark.parametrize("size", SIZES, ids=["1280", "390"])
def test_the_administrator_s_pages_are_accessible_and_fit(chromium: Any, live_server: Any, size: Any) -> None:
    seeded_calendar()
    small = a_small_province()
    a_group()
    for number, unit in enumerate(small.communes):
        Unit.objects.filter(pk=unit.pk).update(latitude=15.8 + number / 20, longitude=107.9 + number / 20)
    officer = an_officer(Role.ADMINISTRATOR, small.province)
    first = today() - timedelta(days=1)
    post = Post.objects.get(user=officer.user)
    a_stand_in(post, a_user(), at=clock.now(), starts_on=first, ends_on=first + timedelta(days=9))
    names = ("org:calendar", "org:administration", "org:stand_ins", "accounts:notices", "org:units", "org:import")
    with a_page(chromium, live_server, signed_in(officer), size) as page:
        for address in [*map(reverse, names), "/danh-ba/lich/2027/", "/danh-ba/don-vi/49/", "/danh-ba/don-vi/20500/"]:
            page.goto(address)
            assert findings(page) == [], address
        page.goto(reverse("org:import"))
        file = {"name": "don-vi.csv", "mimeType": "text/csv", "buffer": BAD_SHEET.encode()}
        page.set_input_files("input[type=file]", files=[file])
        page.get_by_role("button", name="Xem trước").click()
        page.get_by_text("Cấp (level)").first.wait_for()
        assert findings(page) == []


def test_a_year_is_confirmed_by_keyboard_and_mouse(chromium: Any, live_server: Any) -> None:
    seeded_calendar()
    client = signed_in(an_officer(Role.ADMINISTRATOR, a_small_province().province))
    with a_page(chromium, live_server, client, SIZES[0]) as page:
        page.goto("/danh-ba/quan-tri/")
        page.get_by_role("link", name="Lịch làm việc").click()
        page.get_by_role("link", name="2027").click()
        page.get_by_label("Ngày thêm").fill("16/02/2027; nghỉ; Tết Nguyên đán")
        page.locator("#xac-nhan").get_by_label("Văn bản quyết định").fill("TB 6150/TB-BLĐTBXH")
        page.get_by_role("button", name="Xác nhận năm 2027").click()
        page.get_by_text("Đã xác nhận ngày nghỉ năm 2027").wait_for()
        assert page.get_by_text("chưa được xác nhận").count() == 0
