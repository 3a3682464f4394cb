"""The working-day table in the browser and over HTTP."""

from functools import partial
from typing import Any

import pytest
from django.test import Client

from tests.factories.api import at_once, copy_of
from tests.factories.calendar import seeded_calendar
from tests.factories.org import a_small_province, an_officer
from tests.factories.web import signed_in
from vungxanh.apps.accounts.roles import Role
from vungxanh.kit import clock
from vungxanh.kit.audit.models import Entry
from vungxanh.kit.calendar.models import CalendarVersion
from vungxanh.kit.calendar.queries import days_of, estimated_years, version_at

pytestmark = pytest.mark.django_db
PAGE, API = "/danh-ba/lich/", "/api/v1/calendar"
YEAR = 2027
SOURCE = "TB 6150/TB-BLĐTBXH"


def province_client(role: Role = Role.ADMINISTRATOR) -> Client:
    seeded_calendar()
    return signed_in(an_officer(role, a_small_province().province))


def district_client() -> Client:
    seeded_calendar()
    return signed_in(an_officer(Role.ADMINISTRATOR, a_small_province().districts[0]))


def kinds(year: int = YEAR) -> dict[str, str]:
    return {f"{row.day}{row.unit_code}": row.kind for row in days_of(version_at(clock.now()), [year])}


def confirmation(client: Client, **changed: Any) -> dict[str, Any]:
    form = client.get(f"{PAGE}{YEAR}/").context["year_form"]
    sent = {"act": "confirm", "year-kept": form.fields["kept"].initial, "year-source": SOURCE}
    return sent | {"year-seen": form.initial["seen"]} | changed


def test_the_page_shows_the_days_and_which_years_are_only_estimates() -> None:
    client = province_client()
    page = client.get(f"{PAGE}{YEAR}/").content.decode()
    assert "Ngày nghỉ năm 2027 chưa được xác nhận" in page
    assert "01/01/2027" in page
    assert "Xác nhận năm 2027" in page
    assert client.get(PAGE).status_code == 200
    assert client.get(f"{PAGE}2099/").status_code == 404


def test_a_year_is_confirmed_with_days_left_out_and_added_and_it_is_audited() -> None:
    client = province_client()
    assert YEAR in estimated_years(clock.now())
    sent = confirmation(client, **{"year-more": "13/02/2027; làm bù; Làm bù ngày 12/02\n16/02/2027; nghỉ; Tết"})
    sent["year-kept"] = [day for day in sent["year-kept"] if day != "2027-01-01"]
    assert client.post(f"{PAGE}{YEAR}/", sent).status_code == 302
    found = kinds()
    assert "2027-01-01" not in found
    assert (found["2027-02-13"], found["2027-02-16"]) == ("make_up", "holiday")
    assert YEAR not in estimated_years(clock.now())
    entry = Entry.objects.get(verb="calendar.confirm")
    assert entry.actor_key.startswith("user:")
    assert SOURCE in client.get(f"{PAGE}{YEAR}/").content.decode()


@pytest.mark.parametrize(
    "line", ["hôm nào đó", "16/02/2027; nghỉ", "16/02/2027; lễ; Tết", "16/02/2026; nghỉ; Tết", ";;"]
)
def test_a_line_that_cannot_be_read_is_named_and_nothing_is_confirmed(line: str) -> None:
    client = province_client()
    answer = client.post(f"{PAGE}{YEAR}/", confirmation(client, **{"year-more": line}))
    assert answer.status_code == 422
    assert answer.context["year_form"].errors["more"]
    assert CalendarVersion.objects.count() == 1


def test_a_confirmation_of_an_old_table_is_refused() -> None:
    client = province_client()
    first, second = confirmation(client), confirmation(client)
    assert client.post(f"{PAGE}{YEAR}/", first).status_code == 302
    answer = client.post(f"{PAGE}{YEAR}/", second)
    assert answer.status_code == 422
    assert "vừa được người khác thay đổi" in answer.content.decode()
    assert CalendarVersion.objects.count() == 2


def special(**changed: str) -> dict[str, str]:
    day = {"day-kind": "closure", "day-day": "10/03/2027", "day-name": "Bão số 1", "day-source": SOURCE, "day-unit": ""}
    return {"act": "day"} | day | changed


def test_an_office_is_closed_a_saturday_worked_and_both_taken_back() -> None:
    client = province_client()
    assert client.post(f"{PAGE}{YEAR}/", special()).status_code == 302
    make_up = special(**{"day-kind": "make_up", "day-day": "13/03/2027"})
    assert client.post(f"{PAGE}{YEAR}/", make_up).status_code == 302
    assert (kinds()["2027-03-10"], kinds()["2027-03-13"]) == ("closure", "make_up")
    address = f"{PAGE}bo-ngay/?day=2027-03-10&unit="
    assert client.get(address).status_code == 200
    assert client.post(address, {"source": ""}).status_code == 422
    assert client.post(address, {"source": SOURCE}).status_code == 302
    assert "2027-03-10" not in kinds()
    assert client.get(address).status_code == 404


def test_a_weekday_cannot_be_made_up_and_a_holiday_cannot_be_closed() -> None:
    client = province_client()
    assert client.post(f"{PAGE}{YEAR}/", special(**{"day-kind": "make_up"})).status_code == 422
    assert client.post(f"{PAGE}{YEAR}/", special(**{"day-day": "01/01/2027"})).status_code == 422
    assert client.post(f"{PAGE}{YEAR}/", special(**{"day-unit": "khong-co"})).status_code == 422
    assert CalendarVersion.objects.count() == 1


def test_a_district_s_administrator_closes_only_offices_of_the_district() -> None:
    client = district_client()
    page = client.get(f"{PAGE}{YEAR}/").content.decode()
    assert "Xác nhận năm" not in page
    assert client.post(f"{PAGE}{YEAR}/", confirmation(client)).status_code == 403
    assert client.post(f"{PAGE}{YEAR}/", special()).status_code == 422
    assert client.post(f"{PAGE}{YEAR}/", special(**{"day-unit": "503"})).status_code == 403
    assert client.post(f"{PAGE}{YEAR}/", special(**{"day-unit": "20500"})).status_code == 302
    assert kinds()["2027-03-1020500"] == "closure"


def test_officers_who_administer_nothing_do_not_open_the_page() -> None:
    assert province_client(Role.LEADER).get(PAGE).status_code == 403


def send(client: Client, address: str, body: dict[str, Any], tag: str = "") -> Any:
    """Without a tag, on the year as it stands."""
    tag = tag or client.get(f"{API}/{YEAR}")["ETag"]
    return client.post(f"{API}/{address}", body, content_type="application/json", headers={"if-match": tag})


def take_back(client: Client, address: str) -> Any:
    return client.delete(address, headers={"if-match": client.get(f"{API}/{YEAR}")["ETag"]})


def test_the_api_reads_confirms_closes_and_takes_back() -> None:
    client = province_client()
    assert YEAR in client.get(API).json()["unconfirmed"]
    seen = client.get(f"{API}/{YEAR}")
    assert (seen.json()["confirmed"], seen.json()["days"][0]["day"]) == (False, "2027-01-01")
    body = {"days": [{"day": "2027-01-01", "kind": "holiday", "name": "Tết Dương lịch"}], "source": SOURCE}
    assert send(client, f"{YEAR}/confirm", body, seen["ETag"]).json()["confirmed"] is True
    assert send(client, f"{YEAR}/confirm", body, seen["ETag"]).status_code == 412
    closure = {"day": "2027-03-10", "kind": "closure", "name": "Bão", "source": SOURCE, "unit": "506"}
    assert send(client, "days", closure).json()["days"][-1]["unit"] == "506"
    address = f"{API}/days/2027-03-10?unit=506&source=TB"
    assert client.delete(address).status_code == 428
    assert take_back(client, address).status_code == 200
    assert take_back(client, address).status_code == 409
    assert send(client, "days", closure | {"kind": "holiday"}).status_code == 422
    assert send(client, "days", closure | {"source": " "}).json()["errors"][0]["field"] == "source"
    assert client.get(f"{API}/2099").status_code == 404
    assert client.get(f"{API}/{2**63}").status_code == 404


def test_the_api_is_read_by_all_and_written_by_those_whose_days_they_are() -> None:
    district = district_client()
    assert district.get(f"{API}/{YEAR}").status_code == 200
    closure = {"day": "2027-03-10", "kind": "closure", "name": "Bão", "source": SOURCE}
    assert send(district, "days", closure).status_code == 403
    assert send(district, "days", closure | {"unit": "503"}).status_code == 403
    assert send(district, "days", closure | {"unit": "506"}).status_code == 200
    assert send(district, f"{YEAR}/confirm", {"days": [], "source": SOURCE}).status_code == 403
    assert take_back(district, f"{API}/days/2027-03-10?source=TB").status_code == 403


def test_the_api_changes_no_year_that_was_not_read() -> None:
    client = province_client()
    body = {"days": [{"day": "2027-01-01", "kind": "holiday", "name": "Tết Dương lịch"}], "source": SOURCE}
    closure = {"day": "2027-03-10", "kind": "closure", "name": "Bão", "source": SOURCE}
    for tag in ("*", "garbage"):
        assert send(client, f"{YEAR}/confirm", body, tag).status_code == 428
        assert send(client, "days", closure, tag).status_code == 428
    other = client.get(f"{API}/{YEAR + 1}")["ETag"]
    assert send(client, "days", closure, other).status_code == 412
    assert send(client, "days", closure).status_code == 200
    assert client.get(f"{API}/{YEAR + 1}")["ETag"].partition(".")[0] == other.partition(".")[0]
    assert CalendarVersion.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_of_two_confirmations_made_on_one_version_one_is_kept() -> None:
    client = province_client()
    for turn in range(1, 4):
        seen = client.get(f"{API}/{YEAR}")["ETag"]
        days = [{"day": f"2027-01-0{turn}", "kind": "holiday", "name": "Tết"}]
        body = {"days": days, "source": SOURCE}
        acts = [partial(send, copy_of(client), f"{YEAR}/confirm", body, seen) for _ in range(2)]
        assert sorted(answer.status_code for answer in at_once(*acts)) == [200, 412]
