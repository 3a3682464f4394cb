"""What leaves the pages: tables, workbooks, the sheet for a meeting, the API."""

import csv
import io
import json
import re

import pytest

from tests.apps.insight.making import NOW
from tests.apps.insight.showing import a_case
from tests.factories.web import page_of, signed_in
from vungxanh.apps.insight.queries.figures import figures
from vungxanh.apps.insight.queries.scope import scope_for
from vungxanh.apps.work.models import Assignment

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_august")]


def test_the_sheet_for_a_meeting_has_number_findings_districts_and_the_late() -> None:
    _small, leader, directive = a_case()
    html = page_of(leader, f"/so-lieu/{directive.pk}/in/")
    found = figures(scope_for(leader, directive.pk, at=NOW))
    for words in (
        "4248/UBND-KGVX",
        "Huyện Đại Lộc",
        "Thành phố Hội An",
        f"Còn {found.total.counts.late_open} việc quá hạn",
    ):
        assert words in html
    assert "<svg" not in html.split("<main")[1].split("<h1")[1]
    (findings,) = re.findall(r'<ol class="findings printed">(.*?)</ol>', html, re.DOTALL)
    assert findings.count("<li>") == 3


def test_the_unit_table_is_exported_with_the_same_figures() -> None:
    _small, leader, directive = a_case()
    response = signed_in(leader).get(f"/so-lieu/{directive.pk}/don-vi.csv")
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    lines = figures(scope_for(leader, directive.pk, at=NOW)).units
    assert [(row["Mã đơn vị"], row["Nhiệm vụ"], row["Đang quá hạn"]) for row in rows] == [
        (line.unit.code, str(line.tally.counts.total), str(line.tally.counts.late_open)) for line in lines
    ]


def test_every_assignment_is_exported_as_a_workbook() -> None:
    from openpyxl import load_workbook

    _small, leader, directive = a_case()
    response = signed_in(leader).get(f"/so-lieu/{directive.pk}/nhiem-vu.xlsx?unit=506")
    sheet = load_workbook(io.BytesIO(b"".join(response.streaming_content))).active
    assert sheet is not None
    assert sheet.max_row - 1 == figures(scope_for(leader, directive.pk, at=NOW, unit_code="506")).total.counts.total


def test_another_kind_of_file_is_not_found() -> None:
    _small, leader, directive = a_case()
    assert signed_in(leader).get(f"/so-lieu/{directive.pk}/don-vi.pdf").status_code == 404


def test_the_api_gives_the_same_figures_and_says_when_nothing_changed() -> None:
    _small, leader, directive = a_case()
    client = signed_in(leader)
    address = f"/api/v1/insight/directives/{directive.pk}"
    response = client.get(address)
    told = json.loads(response.content)
    found = figures(scope_for(leader, directive.pk, at=NOW))
    assert told["total"]["late_open"] == found.total.counts.late_open
    assert [unit["code"] for unit in told["units"]] == [line.unit.code for line in found.units]
    assert told["course"][-1]["reported"] == found.total.done
    again = client.get(address, headers={"if-none-match": response["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    Assignment.objects.filter(directive=directive).update(updated_at=NOW)
    assert client.get(address, headers={"if-none-match": response["ETag"]}).status_code == 200


def test_the_list_of_directives_is_exported_with_the_same_figures() -> None:
    _small, leader, directive = a_case()
    total = figures(scope_for(leader, directive.pk, at=NOW)).total
    answer = signed_in(leader).get("/so-lieu/van-ban.csv")
    [row] = list(csv.DictReader(io.StringIO(b"".join(answer).decode("utf-8-sig"))))
    assert row["Số, ký hiệu"] == directive.number_and_symbol
    assert (row["Nhiệm vụ"], row["Đã báo cáo"]) == (str(total.base), str(total.done))
    assert "/so-lieu/van-ban.xlsx" in page_of(leader, "/so-lieu/")


def test_the_printed_sheet_loads_no_script() -> None:
    _small, leader, directive = a_case()
    assert "<script" not in page_of(leader, f"/so-lieu/{directive.pk}/in/")
