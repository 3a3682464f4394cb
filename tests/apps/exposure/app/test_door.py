"""The door: static files, methods, numbers of requests, faults."""

import json
from pathlib import Path

import pytest

from tests.factories.org import a_small_province
from tests.factories.phones import DOOR, TOKEN, Line, a_token, ask, ask_json, form_b
from vungxanh.apps.exposure.app import calls, door, other_versions, static

APP = "/api/App"


def test_other_addresses_are_passed_on() -> None:
    assert ask("/api/v1/openapi.json", method="GET").http == 418
    assert ask("/", method="GET").http == 418
    assert DOOR


@pytest.mark.parametrize("name", static.NAMES)
def test_each_file_the_app_polls_is_an_object_without_an_envelope_and_has_a_tag(name: str) -> None:
    path = f"{APP}/{name}.json"
    answer = ask(path, method="GET")
    assert answer.http == 200
    assert "isOk" not in answer.form
    assert answer.headers["Content-Length"] == str(len(answer.body))
    tag = answer.headers["ETag"]
    for said in (tag, f"W/{tag}", f'"x", {tag}', "*"):
        again = ask(path, method="GET", HTTP_IF_NONE_MATCH=said)
        assert (again.http, again.body) == (304, b"")
        assert again.headers["ETag"] == tag
    assert ask(path, method="GET", HTTP_IF_NONE_MATCH='"other"').http == 200
    head = ask(path, method="HEAD")
    assert (head.http, head.body, head.headers["ETag"]) == (200, b"", tag)


def test_the_app_finds_every_member_it_throws_without() -> None:
    version = ask(f"{APP}/versionApp.json", method="GET").form
    for name in ("forceUpdateAndroid", "forceUpdateIOS", "recommendedUpdateAndroid", "recommendedUpdateIOS"):
        assert isinstance(version[name], list)
    config = ask(f"{APP}/configApp.json", method="GET").form
    assert (config["MaxNumberSubKeyPerDay"], config["TimeCountDownOTP"]) == (96, 180)
    texts = ask(f"{APP}/resourceApp.json", method="GET").form
    assert {"version", "vi", "en"} <= set(texts)
    faq = ask(f"{APP}/dataFAQ.json", method="GET").form
    for language in ("vi", "en"):
        for number in faq["HasFAQ"][language]["itemIds"]:
            assert set(faq["FAQ"][number]) == {"id", "question", "answer"}
        assert config["TurnContact"][language]["id"] in faq["HasFAQ"][language]["itemIds"]


def test_a_deployments_own_file_changes_members_and_can_break_nothing(
    tmp_path: Path,
    settings: "pytest_django.Settings",  # type: ignore[name-defined] # noqa: F821
) -> None:
    settings.APP_DIR = tmp_path
    path, own = f"{APP}/versionApp.json", tmp_path / "versionApp.json"
    before = ask(path, method="GET").headers["ETag"]
    own.write_text(json.dumps({"VersionAndroid": "3.0.9", "forceUpdateIOS": None}), encoding="utf-8")
    answer = ask(path, method="GET")
    assert (answer.form["VersionAndroid"], answer.form["forceUpdateIOS"]) == ("3.0.9", [])
    assert answer.headers["ETag"] != before
    for broken in ("{", "[1]", ""):
        own.write_text(broken, encoding="utf-8")
        assert ask(path, method="GET").form["VersionAndroid"] == "3.0.3"


@pytest.mark.parametrize(
    ("path", "method"),
    [
        (f"{APP}/F12DeclareInformation", "POST"),
        ("/api/AppInforEntry/InsertOrUpdate", "POST"),
        ("/api/AppInforEntry/VerifyOTPEntry", "POST"),
        ("/api/AppInforEntry/RequestEntry", "GET"),
        ("/api/AppInforEntry/GetOne", "GET"),
        ("/api/AppInforEntry/GetOneByPhoneNumber", "GET"),
        ("/api/AppInforEntry/CheckMode", "GET"),
        ("/api/AppInforEntryPerson/InsertEntryPersonReport", "POST"),
        ("/api/AppInforEntryPerson/GetListDailyDeclaration", "GET"),
        ("/api/Region/GetAllCountry", "GET"),
        ("/api/Region/GetAllAirPortVN", "GET"),
    ],
)
def test_what_other_versions_ask_and_is_not_here_is_refused_in_the_apps_own_words(path: str, method: str) -> None:
    answer = ask(path, b"{}" if method == "POST" else b"", method=method)
    assert (answer.http, answer.status, answer.form["isOk"]) == (200, 2, False)


@pytest.mark.django_db
def test_regions_come_from_the_directory() -> None:
    a_small_province()
    (province,) = ask("/api/Region/GetProvinceVN", method="GET").form["Object"]
    districts = ask("/api/Region/GetRegionByID", method="GET", QUERY_STRING=f"ParentID={province['ID']}").form["Object"]
    assert {one["ParentID"] for one in districts} == {province["ID"]}
    parents = [one["ID"] for one in districts]
    communes = [
        one["Name"]
        for parent in parents
        for one in ask("/api/Region/GetRegionByID", method="GET", QUERY_STRING=f"ParentID={parent}").form["Object"]
    ]
    assert "Xã Đại Sơn" in [*communes, *(one["Name"] for one in districts)]
    assert ask("/api/Region/GetRegionByID", method="GET").form["Object"] == []
    odd = ask("/api/Region/GetRegionByID", method="GET", QUERY_STRING="ParentID=%00").form
    assert (odd["Status"], odd["Object"]) == (0, [])


@pytest.mark.django_db
def test_installations_are_counted() -> None:
    other_versions.phones.cache_clear()
    for number in range(3):
        assert ask_json(f"{APP}/RegisterUser", TokenFirebase=a_token(number)).status == 0
    assert ask(f"{APP}/GetTotalUserInstallApp", method="GET").form["Object"] == 3
    other_versions.phones.cache_clear()


def test_the_log_of_3_0_8_is_read_away() -> None:
    body, content_type = form_b({"TokenFirebase": TOKEN, "PhoneNumber": ""}, b"content")
    assert ask("/api/ServiceAppLog/SaveFile", body, content_type=content_type).status == 0


def test_news_are_the_deployments_own_or_built_in(tmp_path: Path, settings: "pytest_django.Settings") -> None:  # type: ignore[name-defined] # noqa: F821
    content = ask("/bzentries/1", method="GET").form["BzEntry"]["1"]["data"]["content"]
    assert content.startswith("<h2>")
    settings.APP_DIR = tmp_path
    (tmp_path / "bzentries").mkdir()
    (tmp_path / "bzentries" / "tin-2.html").write_text("<p>Tin</p>", encoding="utf-8")
    assert ask("/bzentries/tin-2", method="GET").form == {"BzEntry": {"tin-2": {"data": {"content": "<p>Tin</p>"}}}}
    (tmp_path / "secret.html").write_text("x", encoding="utf-8")
    for name in ("3", "..%2Fsecret", "..", "../secret"):
        assert ask(f"/bzentries/{name}", method="GET").http == 404


@pytest.mark.parametrize(
    "path",
    ["/api/app/configapp.JSON", "//api/App/configApp.json", "/api//App/configApp.json/", "/API/APP/CONFIGAPP.JSON"],
)
def test_capitals_and_slashes_too_many_make_no_difference(path: str) -> None:
    assert ask(path, method="GET").body == ask(f"{APP}/configApp.json", method="GET").body


def test_nothing_of_the_app_falls_through_to_the_pages() -> None:
    for path in (
        "/api/App",
        "/api/appnothing",
        "/api/Region/Nothing",
        "/api/ServiceAppLog/Nothing",
        "//api/App/Nothing",
    ):
        answer = ask(path, b"{}")
        assert (answer.http, answer.status) == (404, 2)


def test_the_screen_of_questions_opens_what_an_exposure_is() -> None:
    """The app opens it only where the place in the list is not 0."""
    config, faq = ask(f"{APP}/configApp.json", method="GET").form, ask(f"{APP}/dataFAQ.json", method="GET").form
    for language in ("vi", "en"):
        turn = config["TurnContact"][language]
        assert turn["index"] >= 1
        assert faq["HasFAQ"][language]["itemIds"][turn["index"]] == turn["id"]
    near = {"Android_Android": -86, "Android_iOS": -69, "iOS_Android": -88, "iOS_iOS": -74}
    assert {name.removeprefix("RssiThreshold_"): config[name] for name in config if "Threshold_" in name} == near


def test_an_address_that_is_none_and_a_method_that_is_wrong_are_told() -> None:
    assert (ask(f"{APP}/Nothing").http, ask(f"{APP}/Nothing").status) == (404, 2)
    wrong = ask(f"{APP}/RegisterUser", method="GET")
    assert (wrong.http, wrong.headers["Allow"]) == (405, "POST")
    assert ask(f"{APP}/versionApp.json", b"{}").http == 405


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"x"', b"\xff\xfe", b"[" * 60_000, b"{" + b" " * 70_000 + b"}"])
def test_what_is_no_object_is_status_2(body: bytes) -> None:
    answer = ask(f"{APP}/RegisterUser", body)
    assert (answer.http, answer.status, answer.form["isOk"]) == (200, 2, False)


@pytest.mark.django_db
@pytest.mark.parametrize("piece", [1, 7])
def test_a_body_that_arrives_in_pieces_is_whole(piece: int) -> None:
    body = Line(iter([json.dumps({"TokenFirebase": TOKEN, "TypeOS": "ios"}).encode()]), piece)
    assert ask(f"{APP}/RegisterUser", body).status == 0


@pytest.mark.django_db
def test_each_answer_has_the_number_of_its_request_and_a_given_one_is_kept() -> None:
    given = ask(f"{APP}/RegisterUser", b'{"TokenFirebase":"t:1"}', HTTP_X_REQUEST_ID="abcdef-12345")
    assert given.headers["X-Request-ID"] == "abcdef-12345"
    own = ask(f"{APP}/RegisterUser", b'{"TokenFirebase":"t:1"}', HTTP_X_REQUEST_ID="x\r\ny")
    assert len(own.headers["X-Request-ID"]) == 32


@pytest.mark.django_db
def test_a_fault_is_status_1_and_its_line_in_the_log_tells_nothing_the_phone_sent(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def break_down(call: calls.Call) -> calls.Answered:
        raise RuntimeError(f"secret {call.environ['wsgi.input'].read()!r}")

    monkeypatch.setitem(door.ROUTES, f"{APP}/RegisterUser", door.Route(break_down))
    answer = ask_json(f"{APP}/RegisterUser", TokenFirebase=TOKEN)
    assert (answer.http, answer.status) == (200, 1)
    assert "RuntimeError" in caplog.text
    assert TOKEN not in caplog.text
    assert "secret" not in caplog.text


@pytest.mark.django_db
def test_no_line_of_the_log_holds_a_token_or_a_number(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    ask_json(f"{APP}/RegisterUser", TokenFirebase=TOKEN, TypeOS="android")
    ask_json(f"{APP}/CreateAndSendOTPCode", PhoneNumber="0905123456", TokenFirebase=TOKEN)
    ask_json(f"{APP}/ConfirmOTPCode", PhoneNumber="0905123456", TokenFirebase=TOKEN, OTPCode="482913")
    assert "app.answered" in caplog.text
    for secret in (TOKEN, "0905123456", "482913"):
        assert secret not in caplog.text


def test_versions_before_3_find_their_settings_in_an_envelope() -> None:
    assert ask(f"{APP}/GetConfigApp", method="GET").form["Object"]["MaxNumberSubKeyPerDay"] == 96
    assert ask(f"{APP}/CheckVersion", method="GET").form["Object"]["VersionAndroid"] == "3.0.3"
