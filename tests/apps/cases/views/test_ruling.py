"""The pages of the rules: every version, what it orders and from where, and the form for the next decision."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.apps.cases.views.scenes import an_outbreak
from tests.factories.api import Program
from tests.factories.cases import (
    NOW,
    TODAY,
    a_cdc_officer,
    a_commune,
    a_health_officer,
    a_person,
    an_exposure,
    the_policies,
)
from tests.factories.web import signed_in
from vungxanh.apps.cases.actions.deriving import follow_policy
from vungxanh.apps.cases.models import Plan, Policy
from vungxanh.apps.cases.queries import foreseeing
from vungxanh.core.casework.policy import LevelRule, Place
from vungxanh.core.casework.policy_json import from_json
from vungxanh.kit.actors import SystemActor

pytestmark = pytest.mark.django_db
LIST, NEW = "/truy-vet/chinh-sach/", "/truy-vet/chinh-sach/moi/"


@pytest.fixture(autouse=True)
def _policies(outbreak_clock: None) -> None:
    the_policies()


def typed(client: Client, **changed: object) -> dict[str, object]:
    """The form as the page fills it in, the decision's own lines typed, and some of it changed."""
    page = client.get(NEW).context
    forms = [page["form"], *(form for _name, form in page["levels"])]
    filled = {field.html_name: field.value() for form in forms for field in form}
    own = {"number": "15/QĐ-UBND", "title": "Cách ly bảy ngày", "valid_from": "17/08/2020", "source": "Mục 2"}
    given = filled | own | {"f1-place": "home", "f1-quarantine_days": "7", "f1-test_days": "1; 7"} | changed
    return {name: value for name, value in given.items() if value is not None and value is not False}


def test_the_page_tells_what_is_in_force_and_what_stands_from_memory() -> None:
    page = signed_in(a_health_officer(a_commune())).get(LIST).content.decode()
    assert "879/QĐ-BYT" in page
    assert "theo trí nhớ, cần đối chiếu" in page
    assert NEW not in page, "a commune enters no decision"


def test_a_decision_is_typed_in_and_shown() -> None:
    client = signed_in(a_cdc_officer())
    answer = client.post(NEW, typed(client, is_checked="on"))
    assert answer.status_code == 302, answer.context["errors"]
    assert 'value="15"' in client.get(NEW).content.decode(), "no figure with an English point"
    row = Policy.objects.get(decision="15/QĐ-UBND")
    assert answer.url == f"{reverse('cases:policies')}?ban={row.pk}"
    rules = from_json(row.rules)
    assert rules.for_level(1) == LevelRule(1, Place.HOME, 7, test_days=(1, 7), checks_a_day=2)
    assert "f1.quarantine_days" in rules.read
    assert "Cách ly bảy ngày" in client.get(answer.url).content.decode()


def test_the_first_day_is_typed_without_its_year() -> None:
    client = signed_in(a_cdc_officer())
    assert client.post(NEW, typed(client, valid_from="30/8")).status_code == 302
    assert Policy.objects.get(decision="15/QĐ-UBND").valid_from == date(2020, 8, 30)


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"number": ""}, "Chưa điền mục này."),
        ({"valid_from": "31/02/2021"}, "Không có ngày này"),
        ({"f1-test_days": "một, bảy"}, "Gõ các ngày cách nhau bằng dấu phẩy"),
        ({"f1-test_days": "1, 99"}, "F1: ngày xét nghiệm 99 nằm ngoài 7 ngày cách ly và theo dõi."),
        ({"f1-test_days": "7, 1"}, "F1: ghi mỗi ngày xét nghiệm một lần, từ nhỏ đến lớn."),
        ({"f1-place": "none"}, "F1: nơi cách ly và số ngày không khớp."),
        ({"f2-quarantine_days": "61"}, "Số không được lớn hơn 60."),
    ],
)
def test_what_does_not_fit_is_said_and_nothing_is_kept(changed: dict[str, object], told: str) -> None:
    client = signed_in(a_cdc_officer())
    answer = client.post(NEW, typed(client, **changed))
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert not Policy.objects.filter(decision="15/QĐ-UBND").exists()


def test_a_decision_that_holds_at_once_says_whom_it_recomputes_and_takes_a_second_press() -> None:
    scene = an_outbreak()
    client = signed_in(scene.cdc)
    given = typed(client, valid_from=f"{TODAY:%d/%m/%Y}", **{"f1-test_days": "1"})
    asked = client.post(NEW, given)
    assert asked.status_code == 200
    assert "của 2 người đang theo dõi được tính lại ngay" in asked.content.decode()
    assert "người đang theo dõi được tính lại khi" not in asked.content.decode()
    assert not Policy.objects.filter(decision="15/QĐ-UBND").exists()
    assert "Không ai đã được kết thúc theo dõi phải trở lại." in asked.content.decode()
    assert client.post(NEW, given | {"seen": "1-0-0-0"}).status_code == 200
    later = typed(client, valid_from=f"{TODAY + timedelta(days=1):%d/%m/%Y}", number="16/QĐ-UBND")
    assert client.post(NEW, later).status_code == 302
    general = client.post(NEW, given | {"lookback_days": "2"}).content.decode()
    assert "của 3 người đang theo dõi được tính lại ngay" in general
    assert client.post(NEW, given | {"seen": asked.context["seen"]}).status_code == 302
    assert Policy.objects.filter(decision="15/QĐ-UBND").count() == 1


@pytest.mark.parametrize(
    ("valid_from", "told"),
    [
        (TODAY, "đang có hiệu lực từ 17/08/2020. Không ngày của ai thay đổi."),
        (TODAY + timedelta(days=1), "có hiệu lực từ 18/08/2020: đến ngày ấy mọi người đang theo dõi được tính lại."),
        (date(2020, 1, 2), "Văn bản đang có hiệu lực bắt đầu sau ngày 02/01/2020 nên không ngày nào đổi."),
    ],
)
def test_a_decision_that_changes_nobody_s_days_today_is_entered_at_once_and_says_since_when_it_holds(
    valid_from: date, told: str
) -> None:
    client = signed_in(an_outbreak().cdc)
    first = client.get(NEW).context["levels"][0][1]
    same = {first[name].html_name: first[name].value() for name in ("place", "quarantine_days", "test_days")}
    given = typed(client, valid_from=f"{valid_from:%d/%m/%Y}", **same)
    answer = client.post(NEW, given, follow=True)
    assert told in answer.content.decode()
    assert Policy.objects.filter(decision="15/QĐ-UBND").count() == 1


def test_a_decision_that_moves_days_at_once_says_so_when_it_is_entered() -> None:
    client = signed_in(an_outbreak().cdc)
    given = typed(client, valid_from=f"{TODAY:%d/%m/%Y}", **{"f1-test_days": "1"})
    seen = {"seen": client.post(NEW, given).context["seen"]}
    told = client.post(NEW, given | seen, follow=True).content.decode()
    assert "đang có hiệu lực từ 17/08/2020: những người liên quan đang được tính lại." in told


def test_a_second_press_is_taken_though_the_outbreak_went_on_and_other_rules_are_asked_about() -> None:
    scene = an_outbreak()
    client = signed_in(scene.cdc)
    given = typed(client, valid_from=f"{TODAY:%d/%m/%Y}", **{"f1-test_days": "1"})
    asked = client.post(NEW, given).context
    an_exposure(scene.mai, a_person(scene.here), by=scene.cdc)
    seen = {"seen": asked["seen"]}
    other = client.post(NEW, given | {"f1-quarantine_days": "6"} | seen)
    assert (other.status_code, other.context["asked"].followed) == (200, asked["asked"].followed + 1)
    assert not Policy.objects.filter(decision="15/QĐ-UBND").exists()
    with CaptureQueriesContext(connection) as ran:
        assert client.post(NEW, given | seen).status_code == 302
    assert not [each for each in ran if 'FROM "cases_standing"' in each["sql"]], "nobody is derived a second time"
    assert Policy.objects.filter(decision="15/QĐ-UBND").count() == 1


def test_of_too_many_people_only_the_followed_are_counted_and_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    scene = an_outbreak()
    client = signed_in(scene.cdc)
    body = released(client)
    previews = "/api/v1/cases/policies/preview"
    given = typed(client, valid_from=f"{TODAY:%d/%m/%Y}", **{"f1-quarantine_days": "14", "f1-test_days": "1"})
    assert "chưa tính trước được" not in client.post(NEW, given).content.decode()
    monkeypatch.setattr(foreseeing, "MOST", 3)
    told = client.post(previews, body, content_type="application/json").json()
    unknown = dict.fromkeys(("brought_back", "let_go", "new"))
    assert told == {"holds_at_once": True, "followed": 0, "seen": told["seen"]} | unknown
    asked = client.post(NEW, given)
    text = asked.content.decode()
    assert "chưa tính trước được" in text
    assert "Không ai đã được kết thúc theo dõi phải trở lại." not in text
    assert client.post(NEW, given | {"seen": asked.context["seen"]}).status_code == 302


def test_an_officer_sets_only_levels_that_the_decision_has() -> None:
    scene = an_outbreak()
    client = signed_in(scene.cdc)
    form = f"/truy-vet/nguoi/{scene.an.pk}/viec/xep-cap/"
    assert 'value="3"' in client.get(form).content.decode()
    listed = client.get("/api/v1/cases/policies").json()
    base = next(each for each in listed if each["state"] == "in_force")["rules"]
    assert enter(client, base | {"max_ring": 2}).status_code == 201
    refused = Program(scene.cdc).send(f"cases/people/{scene.an.pk}/decision", level=3, why="ở cùng phòng")
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "level")
    text = client.get(form).content.decode()
    assert 'value="2"' in text
    assert 'value="3"' not in text


def test_who_does_not_work_for_the_province_is_refused_the_form() -> None:
    assert signed_in(a_health_officer(a_commune())).get(NEW).status_code == 403


def test_the_api_lists_and_takes_versions() -> None:
    client = signed_in(a_cdc_officer())
    listed = client.get("/api/v1/cases/policies").json()
    base = next(each for each in listed if each["state"] == "in_force")["rules"]
    body = base | {"number": "16/QĐ-UBND", "max_ring": 2}
    made = client.post("/api/v1/cases/policies", body, content_type="application/json")
    assert (made.status_code, made.json()["state"], made.json()["rules"]["max_ring"]) == (201, "in_force", 2)
    again = client.post("/api/v1/cases/policies", body, content_type="application/json")
    assert again.status_code == 409


def enter(client: Client, body: dict[str, Any]) -> Any:
    """A program enters a policy as its preview told it."""
    seen = client.post("/api/v1/cases/policies/preview", body, content_type="application/json").json()["seen"]
    return client.post("/api/v1/cases/policies", body | {"seen": seen}, content_type="application/json")


def test_a_program_enters_what_touches_people_only_as_it_was_foreseen() -> None:
    scene = an_outbreak()
    client = signed_in(scene.cdc)
    body = released(client)
    for unseen in ({}, {"seen": "0" * 32}):
        refused = client.post("/api/v1/cases/policies", body | unseen, content_type="application/json")
        assert (refused.status_code, refused.json()["type"]) == (409, "/problems/preview-first")
        assert refused.json()["preview"]["brought_back"] == 2
    assert not Policy.objects.filter(decision=body["number"]).exists()
    seen = refused.json()["preview"]["seen"]
    other = body | {"max_ring": 2, "seen": seen}
    assert client.post("/api/v1/cases/policies", other, content_type="application/json").status_code == 409
    assert (
        client.post("/api/v1/cases/policies", body | {"seen": seen}, content_type="application/json").status_code == 201
    )


def released(client: Client) -> dict[str, Any]:
    """F1 are released by a decision of one day; the rules that would hold them again, as the API takes them."""
    listed = client.get("/api/v1/cases/policies").json()
    base = next(each for each in listed if each["state"] == "in_force")["rules"]
    first = base["levels"][0]
    short = [first | {"quarantine_days": 1, "monitoring_days": 0, "test_days": []}, *base["levels"][1:]]
    body = base | {"number": "1/QĐ-UBND", "valid_from": f"{TODAY}", "levels": short}
    assert enter(client, body).status_code == 201
    follow_policy(by=SystemActor("policy"), at=NOW)
    assert Plan.objects.filter(level=1, ended_on=None).count() == 0
    return {**base, "number": "2/QĐ-UBND", "valid_from": f"{TODAY}"}


def test_a_decision_says_how_many_released_people_it_brings_back_and_does() -> None:
    scene = an_outbreak()
    client = signed_in(scene.cdc)
    body = released(client)
    far = f"{TODAY + timedelta(days=1)}"
    previews = "/api/v1/cases/policies/preview"
    figures = {"holds_at_once": True, "followed": 0, "brought_back": 2, "let_go": 0, "new": 0}
    told = client.post(previews, body, content_type="application/json").json()
    assert told == figures | {"seen": told["seen"]}
    later = client.post(previews, body | {"valid_from": far}, content_type="application/json").json()
    assert later == dict.fromkeys(figures, 0) | {"holds_at_once": False, "seen": later["seen"]}
    longer = {"f1-place": "facility", "f1-quarantine_days": "14", "f1-monitoring_days": "14"}
    given = typed(client, valid_from=f"{TODAY:%d/%m/%Y}", **longer)
    asked = client.post(NEW, given)
    assert "2 người đã được kết thúc theo dõi bị đưa trở lại" in asked.content.decode()
    assert Policy.objects.filter(decision="15/QĐ-UBND").count() == 0
    assert client.post(NEW, given | {"seen": asked.context["seen"]}).status_code == 302
    follow_policy(by=SystemActor("policy"), at=NOW)
    assert Plan.objects.filter(level=1, ended_on=None).count() == 2


def test_a_decision_says_whom_it_lets_go_and_only_the_province_may_ask() -> None:
    scene = an_outbreak()
    client = signed_in(scene.cdc)
    given = typed(client, valid_from=f"{TODAY:%d/%m/%Y}", **{"f1-quarantine_days": "1", "f1-test_days": "1"})
    text = client.post(NEW, given | {"f1-monitoring_days": "0"}).content.decode()
    assert "2 người đang theo dõi được kết thúc theo dõi ngay." in text
    listed = client.get("/api/v1/cases/policies").json()[0]["rules"]
    asked = signed_in(scene.nurse).post("/api/v1/cases/policies/preview", listed, content_type="application/json")
    assert asked.status_code == 403
