"""The home page and the tabs lead to what case work has for this officer."""

import pytest
from django.test import Client

from tests.apps.cases.views.scenes import an_outbreak
from tests.factories.org import an_officer
from tests.factories.web import signed_in
from vungxanh.apps.accounts.roles import Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("outbreak_clock")]


def test_a_communes_home_page_says_whom_to_follow_and_a_clerks_does_not() -> None:
    scene = an_outbreak()
    page = signed_in(scene.nurse).get("/").content.decode()
    assert "người cần theo dõi hôm nay" in page
    assert "Không có việc nào chờ" not in page
    assert "người cần theo dõi" not in signed_in(an_officer(Role.CLERK, scene.here)).get("/").content.decode()


def hrefs(client: Client) -> set[str]:
    tabs = client.get("/truy-vet/").content.decode().partition('class="tabs"')[2].partition("</nav>")[0]
    return {part.partition('"')[0] for part in tabs.split('href="')[1:]}


def test_every_page_of_case_work_is_a_tab_for_whom_it_is() -> None:
    scene = an_outbreak()
    assert {"/truy-vet/ma/", "/truy-vet/ma/tu-bao/", "/truy-vet/chinh-sach/"} <= hrefs(signed_in(scene.nurse))
    assert "/truy-vet/ma/tu-bao/" not in hrefs(signed_in(an_officer(Role.LEADER, scene.here)))


def test_a_leader_reads_no_small_count_over_the_list() -> None:
    scene = an_outbreak()
    leader = signed_in(an_officer(Role.LEADER, scene.here))
    chips = leader.get("/truy-vet/nguoi/").content.decode().partition('class="chips"')[2].partition("</div>")[0]
    assert "ẩn" in chips
    assert '<span class="num">1</span>' not in chips
    nurse = signed_in(scene.nurse).get("/truy-vet/nguoi/").content.decode()
    assert '<span class="num">1</span>' in nurse
