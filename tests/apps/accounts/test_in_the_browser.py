"""Sign-in in a real Chromium: passkeys on a virtual authenticator, no CSP violation, no axe finding."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.urls import reverse

from tests.barriers import barriers
from tests.factories.accounts import PASSWORD
from tests.factories.org import a_province, a_unit, an_officer
from tests.factories.signin import totp
from vungxanh.apps.accounts.models import User
from vungxanh.apps.accounts.queries.factors import factors_of
from vungxanh.apps.accounts.roles import Role
from vungxanh.kit.audit.queries import history_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WIDE, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
complaints: list[str] = []
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def _note_missing(request: Any) -> None:
    if request.response() and request.response().status == 404:
        complaints.append(f"404 {request.url}")


@contextmanager
def a_page(chromium: Any, size: dict[str, int] = WIDE) -> Iterator[Any]:
    """A fresh browser profile; leaving it asserts that nothing was blocked and no script failed."""
    context = chromium.new_context(viewport=size, locale="vi-VN")
    page = context.new_page()
    complaints.clear()
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("requestfinished", _note_missing)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    page.wait_for_timeout(50)
    context.close()
    assert complaints == []


def sign_in(page: Any, base: str, user: User) -> None:
    page.goto(base + reverse("account_login"))
    page.fill("[name=login]", user.username)
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name="Đăng nhập", exact=True).click()
    page.wait_for_load_state()


def confirm(page: Any) -> None:
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name="Xác nhận").click()
    page.wait_for_load_state()


def findings(page: Any) -> list[str]:
    """What axe complains about, and whether the page is wider than the window."""
    page.wait_for_timeout(50)
    assert complaints == []
    found_by_axe = barriers(page)
    page.wait_for_timeout(300)
    complaints.clear()  # axe itself tries inline styles, which the policy rightly blocks
    found = [f"{each['id']}: {node['html']}" for each in found_by_axe for node in each["nodes"]]
    if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
        found.append("wider than the window")
    return found


def a_virtual_authenticator(page: Any) -> Any:
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    return session


def test_a_passkey_is_added_then_signs_in_without_password_and_confirms(chromium: Any, live_server: Any) -> None:
    user = an_officer().user
    with a_page(chromium) as page:
        a_virtual_authenticator(page)
        sign_in(page, live_server.url, user)
        page.goto(live_server.url + reverse("mfa_add_webauthn"))
        confirm(page)
        page.fill("[name=name]", "Máy cơ quan")
        page.get_by_role("button", name="Thêm khóa").click()
        page.wait_for_url("**" + reverse("mfa_view_recovery_codes"))
        assert factors_of(user).passkeys == 1

        page.goto(live_server.url + reverse("account_logout"))
        page.get_by_role("button", name="Đăng xuất").click()
        page.wait_for_load_state()
        page.goto(live_server.url + reverse("account_login"))
        page.get_by_role("button", name="Dùng khóa truy cập").click()
        page.wait_for_url(live_server.url + "/")
        page.goto(live_server.url + reverse("mfa_list_webauthn"))
        assert "Máy cơ quan" in page.inner_text("main")

        page.goto(live_server.url + reverse("mfa_reauthenticate_webauthn") + "?next=" + reverse("accounts:tokens"))
        page.get_by_role("button", name="Dùng khóa truy cập").click()
        page.wait_for_url("**" + reverse("accounts:tokens"))
    signings = history_of(user).filter(verb="accounts.sign_in")
    assert [entry.details["methods"] for entry in signings] == [["password"], ["webauthn"]]


def test_a_passkey_is_the_second_step_after_the_password(chromium: Any, live_server: Any) -> None:
    user = an_officer().user
    with a_page(chromium) as page:
        a_virtual_authenticator(page)
        sign_in(page, live_server.url, user)
        page.goto(live_server.url + reverse("mfa_add_webauthn"))
        confirm(page)
        page.uncheck("[name=passwordless]")
        page.get_by_role("button", name="Thêm khóa").click()
        page.wait_for_url("**" + reverse("mfa_view_recovery_codes"))
        page.goto(live_server.url + reverse("account_logout"))
        page.get_by_role("button", name="Đăng xuất").click()
        page.wait_for_load_state()
        sign_in(page, live_server.url, user)
        assert page.url.endswith(reverse("mfa_authenticate"))
        page.get_by_role("button", name="Dùng khóa truy cập").click()
        page.wait_for_url(live_server.url + "/")


def test_a_device_that_refuses_is_told_in_words_and_nothing_is_sent(chromium: Any, live_server: Any) -> None:
    user = an_officer().user
    with a_page(chromium) as page:
        session = page.context.new_cdp_session(page)
        session.send("WebAuthn.enable")
        refusing = AUTHENTICATOR | {"isUserVerified": False}
        session.send("WebAuthn.addVirtualAuthenticator", {"options": refusing})
        sign_in(page, live_server.url, user)
        page.goto(live_server.url + reverse("mfa_add_webauthn"))
        confirm(page)
        page.get_by_role("button", name="Thêm khóa").click()
        page.get_by_role("alert").filter(has_text="Thiết bị chưa xác nhận").wait_for()
    assert factors_of(user).passkeys == 0


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["1280", "390"])
def test_pages_before_sign_in_are_accessible_and_keep_to_the_csp(chromium: Any, live_server: Any, size: Any) -> None:
    sample = an_officer(Role.LEADER, a_province(), name="Trần Thị Mẫu").user
    User.objects.filter(pk=sample.pk).update(is_sample=True)
    with a_page(chromium, size) as page:
        for name in ("account_login", "account_signup", "account_inactive"):
            page.goto(live_server.url + reverse(name))
            assert findings(page) == [], name
        page.goto(live_server.url + reverse("account_login"))
        page.get_by_role("button", name="Trần Thị Mẫu").click()
        page.wait_for_url(live_server.url + "/")


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["1280", "390"])
def test_pages_of_my_account_are_accessible_and_keep_to_the_csp(chromium: Any, live_server: Any, size: Any) -> None:
    user = an_officer().user
    with a_page(chromium, size) as page:
        sign_in(page, live_server.url, user)
        page.goto(live_server.url + reverse("mfa_activate_totp"))
        assert findings(page) == []
        confirm(page)
        assert page.evaluate("document.querySelector('.qr').naturalWidth > 0")
        assert findings(page) == []
        page.fill("[name=code]", totp(page.inner_text("#totp-secret").strip()))
        page.get_by_role("button", name="Bật", exact=True).click()
        page.wait_for_url("**" + reverse("mfa_view_recovery_codes"))
        assert findings(page) == []
        names = ("account", "account_change_password", "accounts:notices", "accounts:tokens", "usersessions_list")
        for name in (*names, "mfa_index", "mfa_list_webauthn", "mfa_add_webauthn", "mfa_deactivate_totp"):
            page.goto(live_server.url + reverse(name))
            assert findings(page) == [], name
        page.goto(live_server.url + reverse("account_logout"))
        page.get_by_role("button", name="Đăng xuất").click()
        page.wait_for_load_state()
        sign_in(page, live_server.url, user)
        assert page.url.endswith(reverse("mfa_authenticate"))
        assert findings(page) == []


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["1280", "390"])
def test_the_administrator_s_pages_are_accessible_and_keep_to_the_csp(
    chromium: Any, live_server: Any, client: Any, size: Any
) -> None:
    commune = a_unit(parent=a_province())
    administrator, person = an_officer(Role.ADMINISTRATOR, commune).user, an_officer(unit=commune).user
    for _ in range(5):
        client.post(reverse("account_login"), {"login": person.username, "password": "sai-mat-khau"})
    with a_page(chromium, size) as page:
        sign_in(page, live_server.url, administrator)
        for name in ("accounts:people", "accounts:add_person", "accounts:locks"):
            page.goto(live_server.url + reverse(name))
            assert findings(page) == [], name
        page.goto(live_server.url + reverse("accounts:person", args=[person.pk]))
        assert findings(page) == []
        page.get_by_role("button", name="Cấp liên kết đặt mật khẩu").click()
        page.wait_for_load_state()
        assert findings(page) == []
        page.goto(live_server.url + page.inner_text("#reset-address").removeprefix("http://127.0.0.1:8000"))
        assert findings(page) == []
