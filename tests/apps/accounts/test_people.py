"""Looking after people's accounts: scope, making, stopping, reset links."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories.accounts import PASSWORD, a_user
from tests.factories.org import LONG_AGO, a_province, a_unit, an_officer
from tests.factories.signin import through_the_page
from tests.factories.web import signed_in
from vungxanh.apps.accounts import secret_text
from vungxanh.apps.accounts.actions.people import Details, create_person, deactivate, reactivate
from vungxanh.apps.accounts.actions.reset_links import issue_reset_link, reset_password
from vungxanh.apps.accounts.models import ResetLink, User
from vungxanh.apps.accounts.policies import may_manage, visible_users
from vungxanh.apps.accounts.queries.people import people
from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.org.models import Post, Unit
from vungxanh.apps.org.officers import Officer
from vungxanh.kit import acts, clock
from vungxanh.kit.actors import SystemActor
from vungxanh.kit.audit.queries import history_of
from vungxanh.kit.problems import Conflict, Gone, Invalid, NotAllowed

pytestmark = pytest.mark.django_db
CONSOLE = SystemActor("console")
NEW = "mot-mat-khau-khac-2020"


def a_commune() -> Unit:
    return a_unit(parent=a_province())


def an_administrator(unit: Unit) -> Officer:
    return an_officer(Role.ADMINISTRATOR, unit, name="Quản Trị")


def a_link(user: User, by: Officer | SystemActor = CONSOLE) -> str:
    secret = secret_text.mint()
    issue_reset_link(user, secret=secret, by=by, at=clock.now())
    return secret


def test_an_administrator_looks_after_the_unit_and_those_below_and_no_others() -> None:
    district = a_unit(parent=a_province())
    inside, outside = a_unit(parent=district), a_commune()
    administrator = an_administrator(district)
    below, beside = an_officer(unit=inside).user, an_officer(unit=outside).user
    assert set(visible_users(administrator)) == {administrator.user, below}
    assert not may_manage(administrator, beside)


def test_a_commune_cannot_reset_the_password_of_one_who_also_works_above() -> None:
    commune = a_commune()
    leader = an_officer(Role.LEADER, a_province()).user
    Post.objects.create(user=leader, unit=commune, role=Role.LEADER, title="Bí thư", starts_on=LONG_AGO)
    with pytest.raises(NotAllowed):
        a_link(leader, by=an_administrator(commune))
    assert not ResetLink.objects.exists()


def test_other_roles_administer_nobody() -> None:
    leader = an_officer(Role.LEADER, a_province())
    assert not visible_users(leader).exists()
    assert signed_in(leader).get(reverse("accounts:people")).status_code == 403


def test_people_are_found_without_accents_by_name_and_user_name() -> None:
    commune = a_commune()
    administrator = an_administrator(commune)
    wanted = an_officer(unit=commune, name="Đặng Thị Thúy").user
    an_officer(unit=commune, name="Đặng Văn Hòa")
    for text in ("dang thuy", "Đặng Thuý", wanted.username):
        assert list(people(administrator, text=text)) == [wanted], text


def test_the_list_asks_as_many_queries_for_fifty_people_as_for_two(django_assert_max_num_queries) -> None:
    commune = a_commune()
    client = signed_in(an_administrator(commune))
    for number in range(50):
        an_officer(unit=commune, name=f"Người {number:02d}")
    with django_assert_max_num_queries(12):
        page = client.get(reverse("accounts:people"))
    assert page.content.decode().count('<th scope="row">') == 50


def test_an_account_is_made_in_the_browser_and_its_person_sets_the_first_password() -> None:
    commune = a_commune()
    client = signed_in(an_administrator(commune))
    form = {"username": "hoa.dv", "full_name": "Đặng  Văn Hòa", "email": "", "phone": "", "language": "vi"}
    made = client.post(reverse("accounts:add_person"), form)
    user = User.objects.get(username="hoa.dv")
    assert made["Location"] == reverse("accounts:person", args=[user.pk])
    assert user.full_name == "Đặng Văn Hòa"
    assert not user.has_usable_password()

    shown = client.post(reverse("accounts:reset_link", args=[user.pk]))
    path = shown.context["address"].removeprefix("http://127.0.0.1:8000")
    assert Client().post(path, {"password1": NEW, "password2": NEW})["Location"] == reverse("account_login")
    assert "_auth_user_id" in through_the_page(user, password=NEW).session


def test_a_taken_or_unlawful_user_name_is_told_beside_its_field() -> None:
    client = signed_in(an_administrator(a_commune()))
    a_user(username="hoa.dv")
    for wrong in ("hoa.dv", "hòa", "a b", "x"):
        page = client.post(reverse("accounts:add_person"), {"username": wrong, "full_name": "A", "language": "vi"})
        assert page.status_code == 422, wrong
        assert page.context["form"].errors["username"], wrong


def test_making_an_account_needs_the_role() -> None:
    with pytest.raises(NotAllowed):
        create_person("moi.nguoi", Details("Mới"), by=an_officer(Role.CLERK), at=clock.now())


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(Invalid):
        create_person("moi.nguoi", Details("Mới", language="fr"), by=CONSOLE, at=clock.now())
    assert not User.objects.filter(username="moi.nguoi").exists()


def test_a_stopped_account_is_out_at_once_with_its_tokens_and_links() -> None:
    commune = a_commune()
    administrator, person = an_administrator(commune), an_officer(unit=commune).user
    theirs, secret = through_the_page(person), a_link(person)
    deactivate(person, by=administrator, at=clock.now())
    assert theirs.get(reverse("account")).status_code == 302
    assert Client().get(reverse("accounts:reset", args=[secret])).status_code == 410
    assert history_of(person).get(verb="accounts.deactivate").details["sessions"] == 1
    with pytest.raises(Conflict):
        deactivate(person, by=administrator, at=clock.now())
    reactivate(person, by=administrator, at=clock.now())
    assert "_auth_user_id" in through_the_page(person).session


def test_an_administrator_cannot_stop_their_own_account() -> None:
    administrator = an_administrator(a_commune())
    with pytest.raises(Conflict):
        deactivate(administrator.user, by=administrator, at=clock.now())
    assert User.objects.get(pk=administrator.user.pk).is_active


def test_a_reset_link_works_once_lifts_the_lock_and_ends_sessions() -> None:
    user = a_user()
    elsewhere, secret = through_the_page(user), a_link(user)
    for _ in range(5):
        through_the_page(user, password="sai-mat-khau")
    reset_password(secret, password=NEW, at=clock.now())
    assert elsewhere.get(reverse("account")).status_code == 302
    assert "_auth_user_id" in through_the_page(user, password=NEW).session
    with pytest.raises(Gone):
        reset_password(secret, password=PASSWORD, at=clock.now())


def test_a_reset_link_expires_after_a_day() -> None:
    user = a_user()
    secret = a_link(user)
    with pytest.raises(Gone):
        reset_password(secret, password=NEW, at=clock.now() + timedelta(hours=24, seconds=1))
    assert User.objects.get(pk=user.pk).check_password(PASSWORD)


def test_a_newer_reset_link_ends_the_older_one() -> None:
    user = a_user()
    first, second = a_link(user), a_link(user)
    with pytest.raises(Gone):
        reset_password(first, password=NEW, at=clock.now())
    reset_password(second, password=NEW, at=clock.now())


def test_only_the_hash_of_a_reset_link_is_kept() -> None:
    secret = a_link(a_user())
    kept = ResetLink.objects.values().get()
    assert secret not in str(kept)
    assert kept["digest"] == secret_text.digest(secret)


def test_a_weak_password_leaves_the_reset_link_unused() -> None:
    secret = a_link(a_user())
    page = Client().post(reverse("accounts:reset", args=[secret]), {"password1": "ngan", "password2": "ngan"})
    assert page.status_code == 422
    assert ResetLink.objects.get().used_at is None


def test_a_higher_feature_puts_its_act_on_a_person_s_page() -> None:
    commune = a_commune()
    person = an_officer(unit=commune).user

    @acts.offer(User)
    def appoint(user: User, officer: Officer) -> list[acts.Act]:
        return [acts.Act("Bổ nhiệm", f"/bo-nhiem/{user.pk}/{officer.unit.code}/")]

    try:
        page = signed_in(an_administrator(commune)).get(reverse("accounts:person", args=[person.pk]))
    finally:
        acts._offers[User].remove(appoint)
    assert f"/bo-nhiem/{person.pk}/{commune.code}/" in page.content.decode()


def test_details_are_corrected_and_found_under_the_new_name() -> None:
    commune = a_commune()
    administrator, person = an_administrator(commune), an_officer(unit=commune, name="Lê Thị Sai").user
    form = {"full_name": "Lê Thị Đúng", "email": "", "phone": "", "language": "vi"}
    signed_in(administrator).post(reverse("accounts:edit_person", args=[person.pk]), form)
    assert list(people(administrator, text="thi dung")) == [User.objects.get(pk=person.pk)]
