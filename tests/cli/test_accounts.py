"""What an operator does with accounts at the console."""

import json

import pytest
from click.testing import CliRunner
from django.test import Client
from django.urls import reverse

from tests.factories.accounts import PASSWORD, a_user
from tests.factories.signin import through_the_page
from vungxanh.apps.accounts.models import User
from vungxanh.cli.accounts import accounts
from vungxanh.kit.audit.queries import history_of

pytestmark = pytest.mark.django_db
NEW = "mot-mat-khau-khac-2020"


def run(*words: str) -> str:
    done = CliRunner().invoke(accounts, words, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


def refused(*words: str) -> str:
    done = CliRunner().invoke(accounts, words, catch_exceptions=False)
    assert done.exit_code == 1
    return done.output


def test_the_first_account_is_made_at_the_console_and_its_link_works() -> None:
    link = run("create", "quan.tri", "--name", "Quản Trị").strip()
    path = link.removeprefix("http://127.0.0.1:8000")
    Client().post(path, {"password1": NEW, "password2": NEW})
    user = User.objects.get(username="quan.tri")
    assert user.check_password(NEW)
    assert history_of(user)[0].actor_key == "system:console"


def test_a_taken_name_is_refused_with_a_sentence() -> None:
    a_user(username="quan.tri")
    assert "đã có người dùng" in refused("create", "quan.tri", "--name", "Quản Trị")


def test_a_locked_person_is_listed_and_let_in_again() -> None:
    user = a_user(username="bi.khoa")
    for _ in range(5):
        Client().post(reverse("account_login"), {"login": user.username, "password": "sai"})
    assert [row["username"] for row in json.loads(run("list", "--locked", "--json"))] == ["bi.khoa"]
    run("unlock", "bi.khoa")
    assert json.loads(run("list", "--locked", "--json")) == []
    assert "_auth_user_id" in through_the_page(user, password=PASSWORD).session


def test_people_are_listed_without_accents() -> None:
    a_user("Đặng Thị Thúy", username="thuy.dt")
    a_user("Lê Văn Nam", username="nam.lv")
    assert [row["username"] for row in json.loads(run("list", "dang", "--json"))] == ["thuy.dt"]


def test_an_unknown_name_is_refused() -> None:
    for command in ("unlock", "reset-link"):
        assert "khong.co" in refused(command, "khong.co")
