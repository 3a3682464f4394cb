"""Whoever is named exactly is found: on a list, past its filters, or off every list; by who may read them."""

from dataclasses import replace

import pytest

from tests.apps.cases.views.scenes import Outbreak, an_outbreak
from tests.factories.accounts import a_user
from tests.factories.cases import NOW, a_health_officer
from tests.factories.org import a_province, an_officer
from tests.factories.web import page_of, signed_in
from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.cases.actions import cases
from vungxanh.apps.cases.models import Case, Classification, Standing
from vungxanh.apps.org.officers import Officer
from vungxanh.kit.audit.models import Entry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("outbreak_clock")]
LIST = "/truy-vet/nguoi/?level=all&q="
OFF = "không còn thuộc diện theo dõi"


def a_released_outbreak() -> Outbreak:
    """The case was none after all, and nobody is followed any more."""
    scene = an_outbreak()
    none = replace(cases.known_of(scene.case), classification=Classification.NOT_A_CASE)
    now = Case.objects.get(pk=scene.case.pk)
    cases.change(now, none, version=now.version, why="nhầm mẫu", by=scene.cdc, at=NOW)
    assert not Standing.objects.exists()
    return scene


def palette(officer: Officer, words: str) -> list[tuple[str, str]]:
    results = signed_in(officer).get("/tim", {"q": words}).json()["results"]
    return [(each["label"], each["url"]) for each in results if each["url"].startswith("/truy-vet/")]


def test_who_was_released_is_found_by_pseudonym_and_by_number() -> None:
    scene = a_released_outbreak()
    for words in (scene.an.pseudonym, scene.an.pseudonym.lower(), "0905 000 002"):
        page = page_of(scene.cdc, LIST + words)
        assert f'href="/truy-vet/nguoi/{scene.an.pk}/"' in page
        assert OFF in page
        assert "Không có ai khớp" not in page
    told = Entry.objects.filter(verb="cases.identity.search", object_id=str(scene.an.pk))
    assert [entry.actor_key for entry in told] == [scene.cdc.actor_key]


def test_who_stands_past_a_filter_is_found_and_who_is_on_the_list_is_not_said_twice() -> None:
    scene = an_outbreak()
    past = page_of(scene.cdc, f"/truy-vet/nguoi/?level=1&q={scene.chi.pseudonym}")
    assert "ngoài bộ lọc này" in past
    assert "dung-ho-so" not in page_of(scene.cdc, LIST + scene.chi.pseudonym)
    assert "dung-ho-so" not in page_of(scene.cdc, LIST + scene.chi.pseudonym[:6])


def test_a_number_finds_nobody_for_a_leader_nor_anybody_of_elsewhere() -> None:
    scene = a_released_outbreak()
    leader = an_officer(Role.LEADER, a_province(), user=a_user())
    there = a_health_officer(scene.there)
    for officer, words in ((leader, "0905000002"), (there, "0905000002"), (there, scene.an.pseudonym)):
        assert f"/truy-vet/nguoi/{scene.an.pk}/" not in page_of(officer, LIST + words)
    assert f"/truy-vet/nguoi/{scene.an.pk}/" in page_of(leader, LIST + scene.an.pseudonym)


def test_the_palette_finds_cases_and_pseudonyms_of_the_officers_place() -> None:
    scene = an_outbreak()
    case = (f"{scene.case.code} · BN 999", f"/truy-vet/ca-benh/{scene.case.code}/")
    for words in (scene.case.code, scene.case.code.lower(), "BN 999", "bn0999"):
        assert palette(scene.cdc, words) == [case]
    person = (scene.an.pseudonym, f"/truy-vet/nguoi/{scene.an.pk}/")
    assert palette(scene.nurse, scene.an.pseudonym) == [person]
    elsewhere = a_health_officer(scene.there)
    clerk = an_officer(Role.CLERK, a_province(), user=a_user())
    for officer in (elsewhere, clerk):
        for words in (scene.case.code, "BN 999", scene.an.pseudonym):
            assert palette(officer, words) == []
    assert palette(scene.cdc, "0905000002") == []


def test_the_palette_says_who_is_followed_no_more() -> None:
    scene = a_released_outbreak()
    results = signed_in(scene.cdc).get("/tim", {"q": scene.an.pseudonym}).json()["results"]
    assert [each["note"] for each in results] == [f"{OFF}, Phường Minh An"]
