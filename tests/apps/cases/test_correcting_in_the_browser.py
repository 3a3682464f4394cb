"""Correcting a case in a real Chromium: told first, then done; and who was let go is found again."""

from typing import Any

import pytest

from tests.apps.cases.views.scenes import an_outbreak
from tests.browsing import PHONE, WIDE, a_page, is_fit
from vungxanh.apps.cases.models import Case, Classification

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("outbreak_clock")]


@pytest.mark.parametrize("width", [WIDE, PHONE])
def test_a_case_is_excluded_by_the_second_press_alone(chromium: Any, live_server: Any, width: int) -> None:
    scene = an_outbreak()
    with a_page(chromium, live_server.url, scene.cdc, width) as page:
        page.goto(f"/truy-vet/ca-benh/{scene.case.code}/sua/")
        page.get_by_label("Loại trừ").check()
        page.get_by_role("button", name="Lưu").click()
        page.get_by_text("3 người thôi theo dõi").wait_for()
        is_fit(page, "excluding")
        page.get_by_label("Lý do").fill("hai mẫu sau âm tính")
        page.get_by_role("button", name="Loại trừ ca bệnh").click()
        page.get_by_text("vì ca nguồn bị loại trừ: hai mẫu sau âm tính").first.wait_for()
        is_fit(page, "excluded")
        page.goto(f"/truy-vet/nguoi/?level=all&q={scene.an.pseudonym}")
        page.get_by_text("không còn thuộc diện theo dõi").wait_for()
        is_fit(page, "found")
    assert Case.objects.get(pk=scene.case.pk).classification == Classification.NOT_A_CASE
