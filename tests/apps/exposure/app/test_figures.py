"""What the door answered stands in the figures that operations reads, and nothing that a phone sent."""

import pytest
from django.test import Client

from tests.apps.exposure.app.test_held import a_command
from tests.apps.exposure.app.test_uploads import a_code, declare, proved
from tests.factories.phones import INFO, TOKEN, ask, ask_json, form_c

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("in_august")]
APP, CONTACT = "/api/App", "/api/AppHistoryContact"


def figures() -> dict[str, float]:
    """The page as Prometheus reads it: a line's name and labels, and its value."""
    page = Client().get("/metrics").content.decode()
    lines = (line.rpartition(" ") for line in page.splitlines() if line.startswith("vungxanh_"))
    return {name: float(value) for name, _blank, value in lines}


def grown(before: dict[str, float]) -> dict[str, float]:
    changed = {name: value - before.get(name, 0) for name, value in figures().items()}
    return {name: by for name, by in changed.items() if by and not name.endswith("_created") and "_sum" not in name}


def test_each_answer_counts_once_by_address_and_status_with_its_time() -> None:
    before = figures()
    ask_json(f"{APP}/RegisterUser", TokenFirebase=TOKEN)
    ask_json(f"{APP}/RegisterUser", TokenFirebase="")
    ask(f"{APP}/versionApp.json", method="GET")
    ask(f"{APP}/RegisterUser", method="GET")
    ask(f"{APP}/{'x' * 50}")
    register, other = f'endpoint="{APP}/RegisterUser"', 'endpoint="other"'
    found = grown(before)
    for labels in (
        f'{register},http="200",status="0"',
        f'{register},http="200",status="11"',
        f'{register},http="405",status="2"',
        f'endpoint="{APP}/versionApp.json",http="200",status="0"',
        f'{other},http="404",status="2"',
    ):
        assert found[f"vungxanh_app_requests_total{{{labels}}}"] == 1
    assert found[f"vungxanh_app_request_seconds_count{{{register}}}"] == 3
    assert found[f'vungxanh_app_request_seconds_bucket{{{register},le="+Inf"}}'] == 3
    assert "xxxx" not in "".join(found)


def test_uploads_count_as_accepted_held_or_refused() -> None:
    proved()
    before = figures()
    assert declare(a_code()).status == 0
    assert declare("000000").status == 51
    guid = str(a_command().guid)
    body, content_type = form_c({"TokenFirebase": TOKEN, "InfoF": INFO, "FindGUID": guid})
    assert ask(f"{CONTACT}/ReportHistory_ConfirmContact_NoFile", body, content_type=content_type).status == 0
    found = grown(before)
    for outcome in ("accepted", "held", "refused"):
        assert found[f'vungxanh_app_uploads_total{{outcome="{outcome}"}}'] == 1
    assert TOKEN not in "".join(found)
