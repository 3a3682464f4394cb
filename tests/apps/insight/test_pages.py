"""The pages say what the database says, to each officer what is theirs."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.apps.insight.making import NOW, spread
from tests.apps.insight.showing import a_case, all_become
from tests.factories.directives import a_directive
from tests.factories.org import a_small_province, a_unit, an_officer
from tests.factories.web import page_of, signed_in
from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.directives.models import Directive, Stage
from vungxanh.apps.insight.queries.figures import figures
from vungxanh.apps.insight.queries.scope import scope_for
from vungxanh.apps.org.models import Level, Unit
from vungxanh.apps.work.models import Assignment, State
from vungxanh.kit import acts

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_august")]


def test_the_page_shows_the_figures_of_the_queries() -> None:
    _small, leader, directive = a_case()
    total = figures(scope_for(leader, directive.pk, at=NOW)).total
    html = page_of(leader, f"/so-lieu/{directive.pk}/")
    assert f"Đã báo cáo {total.done} trên {total.base} nhiệm vụ" in html
    assert f"Còn {total.counts.late_open} việc quá hạn" in html
    assert "Thực hiện văn bản 4248/UBND-KGVX" in html


@pytest.mark.parametrize("unit", ["", "506", "20500"])
def test_a_count_opens_a_list_of_as_many(unit: str) -> None:
    _small, leader, directive = a_case()
    html = page_of(leader, f"/so-lieu/{directive.pk}/?unit={unit}")
    counts = figures(scope_for(leader, directive.pk, at=NOW, unit_code=unit)).total.counts
    for query, count in (
        ("late=1", counts.late_open),
        ("state=doing", counts.doing),
        ("state=reported", counts.reported),
    ):
        links = re.findall(rf'href="({reverse("work:list")}\?directive={directive.pk}[^"]*&amp;{query})"', html)
        assert links, query
        response = signed_in(leader).get(links[0].replace("&amp;", "&"))
        assert response.context["total"] == count, links[0]


def test_the_page_costs_the_same_queries_however_many_units_there_are() -> None:
    small, leader, directive = a_case()
    client = signed_in(leader)
    addresses = [f"/so-lieu/{directive.pk}/", "/so-lieu/", f"/so-lieu/{directive.pk}/in/"]

    def queries() -> list[int]:
        counts = []
        for address in addresses:
            with CaptureQueriesContext(connection) as caught:
                assert client.get(address).status_code == 200
            counts.append(len(caught))
        return counts

    queries()  # first use fills caches
    before = queries()
    more = [a_unit(parent=district) for district in small.districts for _ in range(12)]
    for n in range(4):
        spread(more, small.province, number=f"50{n}", seed=n)
    Assignment.objects.filter(unit__in=more, directive__number="500").update(directive=directive)
    assert queries() == before
    assert max(before) <= 25


def test_the_page_renders_with_nothing_to_count() -> None:
    small, leader, _directive = a_case()
    empty = a_directive(small.province, stage=Stage.ISSUED, number="77")
    assert "Chưa có nhiệm vụ nào để đếm" in page_of(leader, f"/so-lieu/{empty.pk}/")
    assert "Chưa có nhiệm vụ nào được giao" in page_of(leader, f"/so-lieu/{empty.pk}/in/")


def test_the_page_renders_when_all_is_done() -> None:
    _small, leader, directive = a_case()
    all_become(directive, State.ACCEPTED)
    html = page_of(leader, f"/so-lieu/{directive.pk}/")
    assert "Đã báo cáo tất cả" in html
    assert "Không có việc nào quá hạn" in html
    assert "Tất cả 5 xã đã báo cáo xong" in html


def test_the_page_renders_when_all_is_closed() -> None:
    _small, leader, directive = a_case()
    all_become(directive, State.CLOSED)
    assert "Chưa có nhiệm vụ nào để đếm" in page_of(leader, f"/so-lieu/{directive.pk}/")


def test_communes_without_coordinates_stand_on_the_map_and_are_marked() -> None:
    _small, leader, directive = a_case()
    html = page_of(leader, f"/so-lieu/{directive.pk}/")
    assert "chưa xã nào có tọa độ nên chưa vẽ được bản đồ" in html
    Unit.objects.filter(code="503").update(latitude=15.88, longitude=108.33)
    html = page_of(leader, f"/so-lieu/{directive.pk}/")
    assert "5 xã chưa có tọa độ" in html
    assert html.count("đặt gần trung tâm huyện, chưa có tọa độ</title>") == 5
    Unit.objects.filter(level=Level.COMMUNE).update(latitude=15.9, longitude=108.2)
    html = page_of(leader, f"/so-lieu/{directive.pk}/")
    assert "chưa có tọa độ" not in html


def test_a_district_leader_reads_own_numbers_and_no_others() -> None:
    small, _leader, directive = a_case()
    officer = an_officer(Role.LEADER, small.districts[0])
    html = page_of(officer, f"/so-lieu/{directive.pk}/")
    assert "Xã Đại Sơn" in html
    assert "Xã Cẩm Hà" not in html
    assert "Sở Y tế" not in html
    assert signed_in(officer).get(f"/so-lieu/{directive.pk}/?unit=503").status_code == 404
    assert "4248/UBND-KGVX" in page_of(officer, "/so-lieu/")


def test_the_list_shows_issued_directives_newest_first_in_pages() -> None:
    small, leader, first = a_case()
    for n in range(21):
        directive = spread(small.communes[:1], small.province, number=f"9{n:02}", seed=n)
        Directive.objects.filter(pk=directive.pk).update(issued_at=first.issued_at + timedelta(hours=n + 1))
    a_directive(small.province, number="1000", stage=Stage.CONFIRMED)
    html = page_of(leader, "/so-lieu/")
    numbers = re.findall(r'<td class="nowrap"[^>]*>(\d+)/UBND-KGVX', html)
    assert numbers == [f"9{n:02}" for n in reversed(range(1, 21))]
    (following,) = re.findall(r'href="(\?after=[^"]+)" rel="next"', html) or re.findall(r'href="(\?after=[^"]+)"', html)
    assert re.findall(r'<td class="nowrap"[^>]*>(\d+)/', page_of(leader, "/so-lieu/" + following)) == ["900", "4248"]


def test_without_directives_the_list_says_what_would_be_here() -> None:
    small = a_small_province()
    assert "Chưa có văn bản nào được phát hành" in page_of(an_officer(Role.LEADER, small.province), "/so-lieu/")


def test_the_league_is_sorted_by_its_address() -> None:
    _small, leader, directive = a_case()
    html = page_of(leader, f"/so-lieu/{directive.pk}/?level=district&sort=late")
    assert re.search(r'level=district&amp;sort=late#xep-hang" aria-current="true"', html)
    assert "đơn vị có việc quá hạn" in html


def test_an_issued_directive_offers_its_numbers() -> None:
    _small, leader, directive = a_case()
    offered = {str(act.label): act.url for act in acts.next_for(directive, leader)}
    assert offered["Xem số liệu"] == reverse("insight:directive", args=[directive.pk])
    draft = a_directive()
    assert "Xem số liệu" not in {str(act.label) for act in acts.next_for(draft, leader)}


def test_whoever_is_not_signed_in_goes_to_sign_in() -> None:
    response = Client().get("/so-lieu/")
    assert response.status_code == 302
    assert reverse("account_login") in response["Location"]


def test_every_task_of_the_chart_opens_the_list_of_as_many() -> None:
    _small, leader, directive = a_case()
    counted = {line.task.pk: line.tally.base for line in figures(scope_for(leader, directive.pk, at=NOW)).tasks}
    html = page_of(leader, f"/so-lieu/{directive.pk}/")
    for pk, base in counted.items():
        address = f"/nhiem-vu/danh-sach/?directive={directive.pk}&amp;task={pk}"
        assert address in html
        assert signed_in(leader).get(address.replace("&amp;", "&")).context["total"] == base


def test_a_commune_sees_itself_on_a_map_of_its_district_and_no_number_of_its_neighbours() -> None:
    small, _leader, directive = a_case()
    Unit.objects.filter(level=Level.COMMUNE).update(latitude=15.9, longitude=108.2)
    own, *others = [unit for unit in small.communes if unit.parent_id == small.communes[0].parent_id]
    elsewhere = next(unit for unit in small.communes if unit.parent_id != own.parent_id)
    html = page_of(an_officer(Role.LEADER, own), f"/so-lieu/{directive.pk}/")
    assert html.count('class="dot pale"') == len(others) + 1  # and the one in the key
    assert re.findall(r'data-row="(\w+)"', html) == [own.code]
    assert all(f"<title>{unit.name}</title>" in html for unit in others)
    assert elsewhere.name not in html


def test_the_province_sees_no_pale_communes() -> None:
    _small, leader, directive = a_case()
    Unit.objects.filter(level=Level.COMMUNE).update(latitude=15.9, longitude=108.2)
    assert "dot pale" not in page_of(leader, f"/so-lieu/{directive.pk}/")


def test_a_subject_written_small_begins_large_on_every_page() -> None:
    _small, leader, directive = a_case()
    Directive.objects.filter(pk=directive.pk).update(subject="triển khai ứng dụng CNTT")
    for address in (
        "/so-lieu/",
        f"/so-lieu/{directive.pk}/",
        f"/so-lieu/{directive.pk}/in/",
        reverse("directives:list"),
        reverse("directives:record", args=[directive.pk]),
        reverse("work:board"),
        reverse("work:list"),
    ):
        html = page_of(leader, address)
        assert "Triển khai ứng dụng CNTT" in html, address
        assert "triển khai ứng dụng CNTT" not in html, address
    directive.refresh_from_db()
    assert directive.subject == "triển khai ứng dụng CNTT"


def test_long_names_and_long_tasks_are_cut_at_a_phrase_with_the_whole_behind() -> None:
    small, leader, directive = a_case()
    name = "Ủy ban nhân dân xã Trà Linh, huyện Nam Trà My, đơn vị sáp nhập theo đề án năm 2021 của tỉnh"
    task = "Rà soát, thống kê; " + "tuyên truyền đến từng hộ dân trên địa bàn, " * 9
    Unit.objects.filter(pk=small.communes[0].pk).update(name=name)
    Assignment.objects.filter(directive=directive).update(title=task[:300])
    for address in (f"/so-lieu/{directive.pk}/", f"/so-lieu/{directive.pk}/in/", "/nhiem-vu/danh-sach/"):
        html = page_of(leader, address)
        assert "trên địa bàn…</span>" in html, address
        assert f'title="{task[:200]}' in html, address


def test_the_league_says_how_many_more_share_the_last_rank() -> None:
    small, leader, _directive = a_case()
    more = [a_unit(parent=small.districts[0]) for _ in range(14)]
    extra = spread(more, small.province, number="60", seed=5)
    all_become(extra, State.ACCEPTED)
    standings = signed_in(leader).get(f"/so-lieu/{extra.pk}/").context["standings"]
    assert (len(standings.rows), standings.others) == (10, 4)
    assert "Cùng 4 đơn vị khác ngang hạng với đơn vị cuối." in page_of(leader, f"/so-lieu/{extra.pk}/")
