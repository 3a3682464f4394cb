"""The work pages in a real Chromium: keys, photos, picked rows; nothing blocked by CSP, no axe finding."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from tests.apps.work.views.scenes import address, the_next_morning
from tests.browsing import PHONE, WIDE, a_page, is_fit
from tests.factories.directives import a_directive, a_task
from tests.factories.files import picture_bytes
from tests.factories.org import a_unit
from tests.factories.work import a_scene, later
from vungxanh.apps.directives.models import Recurrence, Stage
from vungxanh.apps.org.actions.changes import end, move
from vungxanh.apps.org.models import Group
from vungxanh.apps.work.actions.cascade import cascade
from vungxanh.apps.work.actions.follow import follow_units
from vungxanh.apps.work.actions.progress import report_done
from vungxanh.apps.work.models import Assignment, State
from vungxanh.kit.actors import SystemActor
from vungxanh.kit.clock import day_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with the_next_morning():
        yield


@pytest.mark.parametrize("width", [WIDE, PHONE])
def test_every_page_is_fit_for_everyone(chromium: Any, live_server: Any, width: int) -> None:
    scene = a_scene()
    cascade(scene.assignment, by=scene.holder, at=later(hours=1))
    pages = ["/", "/?box=followed", "/thong-bao/", "/nhiem-vu/", "/nhiem-vu/danh-sach/", address(scene.assignment)]
    pages += [address(scene.assignment, act) for act in ("progress", "cascade", "close", "comment", "transfer")]
    pages += [f"/nhiem-vu/{name}/?ids={scene.assignment.pk}" for name in ("giao-cap-duoi", "phan-cong")]
    with a_page(chromium, live_server.url, scene.holder, width) as page:
        for url in pages:
            page.goto(live_server.url + url)
            is_fit(page)


@pytest.mark.parametrize("width", [WIDE, PHONE])
def test_one_box_ticks_every_unit_below_and_unticks_them(chromium: Any, live_server: Any, width: int) -> None:
    scene = a_scene()
    for _ in range(6):
        a_unit(parent=scene.districts[0])
    with a_page(chromium, live_server.url, scene.holder, width) as page:
        page.goto(live_server.url + address(scene.assignment, "cascade"))
        every = page.get_by_label("Chọn tất cả")
        assert every.is_checked()
        every.uncheck()
        assert page.locator(".check-list input:checked").count() == 0
        every.check()
        assert page.locator(".check-list input:checked").count() == 8
        assert page.get_by_text("Đã chọn 8").is_visible()
        is_fit(page)


@pytest.mark.parametrize("width", [WIDE, PHONE])
def test_the_pages_that_ask_before_they_end_something_are_fit(chromium: Any, live_server: Any, width: int) -> None:
    scene = a_scene(recurrence=Recurrence.WEEKLY, deadline_on=None)
    cascade(scene.assignment, by=scene.holder, at=later(hours=1))
    report_done(scene.assignment, text="Đã xong.", by=scene.holder, at=later(hours=2))
    letter = a_directive(scene.giver.unit, stage=Stage.CONFIRMED)
    a_task(letter, lead=(Group.objects.get(key="districts"),), deadline_on=date(2020, 7, 20))
    asking = {
        address(scene.assignment, "accept"): "below",
        address(scene.assignment, "close"): "extent",
        f"/nhiem-vu/phat-hanh/{letter.pk}/": "past_due_confirmed",
    }
    with a_page(chromium, live_server.url, scene.giver, width) as page:
        for url, name in asking.items():
            page.goto(live_server.url + url)
            assert page.locator(f"[name={name}]").first.is_visible()
            is_fit(page)


def test_a_photo_is_handed_in_from_the_inbox_by_keyboard(chromium: Any, live_server: Any) -> None:
    scene = a_scene()
    cascade(scene.assignment, by=scene.holder, at=later(hours=1))
    child = Assignment.objects.get(unit=scene.below.unit)
    with a_page(chromium, live_server.url, scene.below, PHONE) as page:
        page.goto(live_server.url)
        page.keyboard.press("j")
        page.keyboard.press("e")
        page.wait_for_url("**" + address(child, "progress"))
        page.fill("#id_percent", "200")
        page.fill("#id_text", "Đã dán 12 poster.")
        page.get_by_role("button", name="Cập nhật tiến độ").click()
        page.wait_for_selector("#id_percent_error")
        assert page.input_value("#id_text") == "Đã dán 12 poster."
        is_fit(page)
        page.fill("#id_percent", "60")
        photo = {"name": "poster.jpg", "mimeType": "image/jpeg", "buffer": picture_bytes(size=(400, 300))}
        page.set_input_files("#id_files", [photo])
        page.get_by_role("button", name="Cập nhật tiến độ").click()
        page.wait_for_url("**" + address(child))
        picture = page.locator("img.proof")
        picture.scroll_into_view_if_needed()
        assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0
        is_fit(page)


def test_picked_reports_are_accepted_and_the_token_stays_out_of_addresses(chromium: Any, live_server: Any) -> None:
    scene = a_scene()
    report_done(scene.assignment, text="Xong.", by=scene.holder, at=later(hours=1))
    with a_page(chromium, live_server.url, scene.giver, WIDE) as page:
        page.goto(live_server.url + "/nhiem-vu/danh-sach/")
        page.locator("#rows [data-pick]").first.check()
        page.locator("#rows [data-pick]").last.check()
        page.get_by_role("button", name="Giao người thực hiện").click()
        page.wait_for_url("**/phan-cong/?*")
        assert "csrf" not in page.url
        page.go_back()
        page.locator("#rows [data-pick]").first.press("Enter")
        assert scene.assignment.state == State.REPORTED
        page.get_by_role("button", name="Chấp nhận báo cáo").click()
        page.wait_for_selector("#messages .alert")
        assert "Đã chấp nhận 1 báo cáo." in page.inner_text("#messages")
    assert scene.assignment.state == State.ACCEPTED


@pytest.mark.parametrize("width", [WIDE, PHONE])
def test_the_page_of_work_without_a_home_is_fit_for_everyone(chromium: Any, live_server: Any, width: int) -> None:
    scene = a_scene()
    by, at = SystemActor("test"), later(hours=1)
    for commune in scene.communes[:2]:
        move(commune, commune.parent.parent, on=day_of(at), by=by, at=at)
    end(scene.districts[0], on=day_of(at), by=by, at=at, successors=scene.communes[:2])
    follow_units(by=by, at=at)
    with a_page(chromium, live_server.url, scene.giver, width) as page:
        page.goto(live_server.url)
        page.get_by_role("link", name="1 việc không còn nơi thực hiện").click()
        is_fit(page)
        page.get_by_label("Đơn vị tiếp tục").select_option(label=scene.communes[0].name)
        page.get_by_label("Lý do").fill("Đúng địa bàn.")
        page.get_by_role("button", name="Chuyển 1 nhiệm vụ").click()
        page.get_by_text("Không có việc nào chờ").wait_for()
    assert Assignment.objects.get(unit=scene.communes[0]).is_open
