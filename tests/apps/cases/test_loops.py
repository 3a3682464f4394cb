"""Bad input of every door: a loop of cases derives to one consistent picture, and nobody is a contact of himself."""

import secrets
from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.apps.cases.views.scenes import Outbreak, an_outbreak
from tests.factories.api import Program
from tests.factories.cases import NOW, a_case
from tests.factories.sheets import CASES, CONTACTS, a_csv
from tests.factories.web import signed_in
from vungxanh.apps.cases.actions import entering, importing
from vungxanh.apps.cases.actions.deriving import derive
from vungxanh.apps.cases.exchange.columns import Kind
from vungxanh.apps.cases.models import Case, Derivation, Exposure, ImportRow, Person, RowState, Standing
from vungxanh.core.casework.words import Said

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("outbreak_clock")]
Door = Callable[[Outbreak, Person, Person], int]
"""Tells that the first met the second; 200 or 302 when it was taken."""


def by_grid(scene: Outbreak, source: Person, target: Person) -> int:
    row = {"full_name": target.full_name, "phone": target.phone, "met_from": "15/8", "same": str(target.pk)}
    data = {"count": "1", "draft": "d" * 32} | {f"r0-{name}": value for name, value in row.items()}
    return int(signed_in(scene.cdc).post(f"/truy-vet/nguoi/{source.pk}/phong-van/", data).status_code)


def by_api(scene: Outbreak, source: Person, target: Person) -> int:
    met = {"source": source.pk, "target": target.pk, "is_timed": False}
    times = {"started_at": "2020-08-15T00:00:00+07:00", "ended_at": "2020-08-15T23:59:00+07:00"}
    return int(Program(scene.cdc).send("cases/exposures", exposures=[met | times]).status_code)


def by_import(scene: Outbreak, source: Person, target: Person) -> int:
    row = (target.full_name, "", target.phone, source.phone, "15/8", "15/8")
    staged = importing.stage(a_csv(CONTACTS, [row]), kind=Kind.CONTACTS, by=scene.cdc, at=NOW)
    importing.decide(staged, list(staged.rows.all()), "same", by=scene.cdc, at=NOW)
    if not staged.rows.filter(state=RowState.READY).exists():
        return 422
    importing.confirm(staged, by=scene.cdc, at=NOW)
    entering.enter(staged.pk, at=NOW, entropy=secrets.token_bytes)
    return 200 if staged.rows.filter(state=RowState.ENTERED).exists() else 422


DOORS = pytest.mark.parametrize("door", [by_grid, by_api, by_import])


@DOORS
def test_a_loop_of_two_cases_is_derived_and_derives_the_same_again(door: Door) -> None:
    scene = an_outbreak()
    a_case(scene.an, by=scene.cdc)
    before = Exposure.objects.count()
    assert door(scene, scene.mai, scene.an) in (200, 302)
    assert door(scene, scene.an, scene.mai) in (200, 302)
    assert Exposure.objects.count() > before
    standings = dict(Standing.objects.values_list("person", "level"))
    assert (standings[scene.mai.pk], standings[scene.an.pk]) == (0, 0)
    assert (standings[scene.binh.pk], standings[scene.chi.pk]) == (1, 1)
    runs = Derivation.objects.count()
    derive({scene.mai.pk, scene.an.pk}, cause=Said("thử lại", "again"), by=scene.cdc, at=NOW)
    assert dict(Standing.objects.values_list("person", "level")) == standings
    assert Derivation.objects.count() == runs


@DOORS
def test_a_loop_of_contacts_gives_each_the_least_level(door: Door) -> None:
    scene = an_outbreak()
    for source, target in ((scene.an, scene.chi), (scene.chi, scene.an), (scene.chi, scene.mai)):
        assert door(scene, source, target) in (200, 302)
    standings = dict(Standing.objects.values_list("person", "level"))
    assert [standings[each.pk] for each in (scene.mai, scene.an, scene.chi)] == [0, 1, 1]
    assert Case.objects.count() == 1


@DOORS
def test_nobody_is_a_contact_of_himself(door: Door) -> None:
    scene = an_outbreak()
    before = Exposure.objects.count(), Person.objects.count()
    assert door(scene, scene.mai, scene.mai) == 422
    assert (Exposure.objects.count(), Person.objects.count()) == before


def test_a_list_that_gives_a_number_twice_opens_one_case() -> None:
    scene = an_outbreak()
    rows = [
        ("Cao Xuân", "1960", "nữ", "0905777001", "BN 1001", "14/8", "15/8"),
        ("Ngô Đông", "1961", "nam", "0905777002", "bn1001", "14/8", "15/8"),
        ("Tạ Hạ", "1962", "nam", "0905777003", "BN-999", "14/8", "15/8"),
    ]
    staged = importing.stage(a_csv(CASES, rows), kind=Kind.CASES, by=scene.cdc, at=NOW)
    states = dict(ImportRow.objects.filter(part_of=staged).values_list("number", "state"))
    assert states == {2: RowState.READY, 3: RowState.BAD, 4: RowState.SAME}
    importing.confirm(staged, by=scene.cdc, at=NOW)
    entering.enter(staged.pk, at=NOW, entropy=secrets.token_bytes)
    assert sorted(Case.objects.values_list("number", flat=True)) == ["BN 1001", "BN 999"]


def test_two_files_with_one_number_open_one_case() -> None:
    scene = an_outbreak()
    files = [
        importing.stage(
            a_csv(CASES, [(name, "1960", "nữ", calls, "BN 1001", "14/8", "15/8")]),
            kind=Kind.CASES,
            by=scene.cdc,
            at=NOW,
        )
        for name, calls in (("Cao Xuân", "0905777001"), ("Ngô Đông", "0905777002"))
    ]
    for staged in files:
        importing.confirm(staged, by=scene.cdc, at=NOW)
        entering.enter(staged.pk, at=NOW, entropy=secrets.token_bytes)
    assert Case.objects.filter(number="BN 1001").count() == 1
    assert files[1].rows.get().state == RowState.BAD


def test_a_day_of_a_list_has_no_time_either() -> None:
    scene = an_outbreak()
    assert by_import(scene, scene.mai, scene.chi) == 200
    met = Exposure.objects.get(evidence__startswith="import:")
    assert (met.is_timed, met.ended_at - met.started_at) == (False, timedelta(hours=23, minutes=59))
