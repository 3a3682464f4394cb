"""Health officers are told what there is to do: once, by place, with numbers and no names."""

import secrets
from datetime import timedelta
from importlib import import_module
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps

from tests.factories.cases import (
    NOW,
    a_case,
    a_cdc_officer,
    a_commune,
    a_health_officer,
    a_person,
    an_exposure,
)
from tests.factories.org import a_province, a_unit
from tests.factories.tasks import run_pending
from vungxanh.apps.cases.actions import (
    breaking,
    exposures,
    followup,
    ordering,
    rings,
    sampling,
    self_reports,
    telling,
)
from vungxanh.apps.cases.models import Case, Check, CommuneTold, Derivation, Origin, Outcome, Plan, SampleResult
from vungxanh.apps.cases.tasks import begin_the_day
from vungxanh.apps.org.models import Level
from vungxanh.core.casework.times import midnight
from vungxanh.kit import clock
from vungxanh.kit.notices.models import Notice

pytestmark = pytest.mark.django_db
NAME, NUMBER = "Đặng Thị Riêng Tư", "0905987654"


def test_each_commune_is_told_once_how_many_people_are_new_and_the_clock_of_the_case_stops() -> None:
    by, here, there = a_cdc_officer(), a_commune(), a_commune()
    carer, other = a_health_officer(here), a_health_officer(there)
    case = a_case(by=by)
    near = [a_person(place, name=NAME, phone=NUMBER) for place in (here, here, there)]
    met = [exposures.Met(case.person, one, NOW - timedelta(hours=30), NOW - timedelta(hours=29)) for one in near]
    exposures.record_many(met, by=by, at=NOW)
    run = Derivation.objects.latest("pk")
    for _twice in range(2):
        telling.of_changes(run.pk, at=NOW + timedelta(hours=2))
    told = {notice.user_id: notice.subject for notice in Notice.objects.filter(kind="cases.people")}
    assert told == {carer.user.pk: "2 người mới cần theo dõi", other.user.pk: "1 người mới cần theo dõi"}
    assert Case.objects.get().notified_at == NOW + timedelta(hours=2)
    telling.of_changes(run.pk, at=NOW + timedelta(hours=9))
    assert Case.objects.get().notified_at == NOW + timedelta(hours=2)


def test_a_commune_whose_contacts_come_to_light_later_has_a_clock_of_its_own() -> None:
    by, here, there = a_cdc_officer(), a_commune(), a_commune()
    case = a_case(by=by)
    for hours, place in ((2, here), (30, there), (40, here)):
        an_exposure(case.person, a_person(place), by=by, started_at=NOW - timedelta(hours=hours))
        telling.of_changes(Derivation.objects.latest("pk").pk, at=NOW + timedelta(hours=hours))
    told = {one.path: one.at for one in CommuneTold.objects.filter(case=case)}
    assert told == {here.path: NOW + timedelta(hours=2), there.path: NOW + timedelta(hours=30)}
    assert Case.objects.get().notified_at == NOW + timedelta(hours=2)


def test_who_is_freed_by_a_negative_is_told_as_no_longer_followed_with_the_orders_that_ended() -> None:
    by, here = a_cdc_officer(), a_commune()
    carer, case, near = a_health_officer(here), a_case(by=by), a_person(a_commune())
    far = [a_person(here), a_person(here)]
    an_exposure(case.person, near, by=by)
    met = [exposures.Met(near, one, NOW - timedelta(hours=9), NOW - timedelta(hours=8)) for one in far]
    exposures.record_many(met, by=by, at=NOW)
    rings.open_ring(case, 2, people_seen=2, by=by, at=NOW)
    ordering.draft([Plan.objects.get(person=far[0])], batch=uuid4(), by=by, at=NOW)
    sample = sampling.take(near, NOW.date(), by=by, at=NOW)
    sampling.result(sample, SampleResult.NEGATIVE, by=by, at=NOW, entropy=secrets.token_bytes)
    telling.of_changes(Derivation.objects.latest("pk").pk, at=NOW)
    told = Notice.objects.filter(kind="cases.people", user=carer.user).latest("pk")
    assert told.subject == "2 người thôi theo dõi; trong đó 1 người có quyết định cách ly đã chấm dứt, cần báo cho họ"


def test_a_place_without_a_health_officer_is_spoken_for_by_the_next_above() -> None:
    district = a_unit(level=Level.DISTRICT, parent=a_province())
    centre = a_unit("Trung tâm Y tế", level=Level.SERVICE, parent=district)
    theirs, cdc = a_health_officer(centre), a_cdc_officer()
    path, elsewhere = a_commune(district).path, a_commune().path
    assert telling.officers_at([path, elsewhere], NOW.date()) == {path: {theirs.user.pk}, elsewhere: {cdc.user.pk}}


def test_symptoms_reach_commune_and_district_but_not_who_wrote_them_down() -> None:
    district = a_unit(level=Level.DISTRICT, parent=a_province())
    centre = a_health_officer(a_unit("Trung tâm Y tế", level=Level.SERVICE, parent=district))
    commune, by = a_commune(district), a_cdc_officer()
    carer, case, near = a_health_officer(commune), a_case(by=by), a_person(commune, name=NAME, phone=NUMBER)
    an_exposure(case.person, near, by=by)
    first, second = Check.objects.filter(plan__person=near, day=NOW.date())
    followup.check(first, Outcome.SYMPTOMS, symptoms=["fever"], by=carer, at=NOW)
    self_reports.make_link(Plan.objects.get(person=near), "t" * 32, by=carer, at=NOW)
    self_reports.tell("t" * 32, symptoms=["cough"], temperature=None, at=NOW)
    run_pending()
    urgent = Notice.objects.filter(kind="cases.symptoms")
    assert sorted((notice.key, notice.user_id) for notice in urgent) == sorted(
        [
            (f"cases.symptoms:{first.pk}", centre.user.pk),
            (f"cases.symptoms:{second.pk}", centre.user.pk),
            (f"cases.symptoms:{second.pk}", carer.user.pk),
        ]
    )


def test_who_takes_over_the_care_is_told_each_time() -> None:
    by, here, there = a_cdc_officer(), a_commune(), a_commune()
    carer, other = a_health_officer(here), a_health_officer(there)
    case, near = a_case(by=by), a_person(here, name=NAME, phone=NUMBER)
    an_exposure(case.person, near, by=by)
    plan = Plan.objects.get(person=near)
    followup.hand_on(plan, there, why="về nhà", by=carer, at=NOW)
    run_pending()
    notice = Notice.objects.get(kind="cases.handed_on")
    assert notice.user_id == other.user.pk
    assert notice.body.startswith("Lý do: về nhà. ")


def test_no_notice_names_anybody() -> None:
    by, commune = a_cdc_officer(), a_commune()
    carer = a_health_officer(commune)
    case, near = a_case(a_person(commune, name=NAME, phone=NUMBER), by=by), a_person(commune, name=NAME, phone=NUMBER)
    an_exposure(case.person, near, by=by)
    row = Check.objects.filter(plan__person=near, day=NOW.date())[0]
    followup.check(row, Outcome.SYMPTOMS, symptoms=["fever"], by=by, at=NOW)
    run_pending()
    told = Notice.objects.filter(user_id=carer.user.pk)
    assert {notice.kind for notice in told} == {"cases.case", "cases.people", "cases.symptoms"}
    for notice in Notice.objects.all():
        assert not {NAME, NUMBER} & set(notice.subject.split(";"))
        assert NAME not in notice.subject + notice.body
        assert NUMBER not in notice.subject + notice.body + notice.url


def test_while_alerts_are_stopped_nobody_is_told_of_whom_only_phones_know() -> None:
    by, here = a_cdc_officer(), a_commune()
    carer = a_health_officer(here)
    case, named, heard = a_case(by=by), a_person(here), a_person(here)
    stopped = breaking.turn(True, "nghi có tín hiệu giả", by=by, at=NOW)
    later = NOW + timedelta(hours=1)
    an_exposure(case.person, heard, by=by, at=later, origin=Origin.BLE)
    telling.of_changes(Derivation.objects.latest("pk").pk, at=later)
    assert not Notice.objects.exists()
    assert Case.objects.get().notified_at is None
    an_exposure(case.person, named, by=by, at=later, started_at=NOW - timedelta(hours=9))
    telling.of_changes(Derivation.objects.latest("pk").pk, at=later)
    assert Notice.objects.get().subject == "1 người mới cần theo dõi"
    closed = breaking.turn(False, "đã loại trừ tín hiệu giả", by=by, at=later)
    for _twice in range(2):
        telling.of_waiting(closed.pk, stopped.at, at=later)
    (_first, second) = Notice.objects.order_by("pk")
    assert (second.user_id, second.subject) == (carer.user.pk, "1 người mới cần theo dõi")


def test_each_commune_is_told_once_in_the_morning_whose_follow_up_is_over(settings: Any) -> None:
    by, here, there = a_cdc_officer(), a_commune(), a_commune()
    carer, other, case = a_health_officer(here), a_health_officer(there), a_case(by=by)
    near = [a_person(place, name=NAME, phone=NUMBER) for place in (here, here, there)]
    met = [exposures.Met(case.person, one, NOW - timedelta(hours=30), NOW - timedelta(hours=29)) for one in near]
    exposures.record_many(met, by=by, at=NOW)
    for row in Check.objects.filter(plan__person=near[0]):
        followup.check(row, Outcome.WELL, by=carer, at=NOW + timedelta(days=99))
    for days in (1, 1, 2):
        morning = midnight(Plan.objects.latest("ends_on").ends_on) + timedelta(days=days, minutes=10)
        settings.CLOCK_OFFSET = morning - clock.machine_now()
        begin_the_day.func()
        run_pending()
    told = {notice.user_id: notice.subject for notice in Notice.objects.filter(kind="cases.over")}
    assert told == {
        carer.user.pk: "2 người hết thời gian theo dõi; trong đó 1 người còn lần theo dõi chưa ghi",
        other.user.pk: "1 người hết thời gian theo dõi; trong đó 1 người còn lần theo dõi chưa ghi",
    }
    assert Notice.objects.filter(kind="cases.over").count() == 2


def test_places_told_before_they_had_clocks_of_their_own_keep_when_they_were_told() -> None:
    by, here, there, phoned = a_cdc_officer(), a_commune(), a_commune(), a_commune()
    case, later, hour = a_case(by=by), NOW + timedelta(hours=9), timedelta(hours=1)
    an_exposure(case.person, a_person(here), by=by)
    telling.of_changes(Derivation.objects.latest("pk").pk, at=NOW + hour)
    an_exposure(case.person, a_person(there), by=by, at=later)
    breaking.turn(True, "nghi có tín hiệu giả", by=by, at=later)
    an_exposure(case.person, a_person(phoned), by=by, at=later + hour, origin=Origin.BLE)
    CommuneTold.objects.all().delete()
    for _twice in range(2):
        import_module("vungxanh.apps.cases.migrations.0006_commune_told").look_back(apps, None)
    assert {one.path: one.at for one in CommuneTold.objects.all()} == {here.path: NOW + hour, there.path: later}
