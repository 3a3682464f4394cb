"""Chaff of both routes beside the real thing: request, reply, and what the server does for it."""

import hashlib
import json
import re
from collections import Counter
from random import Random

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django_tasks_db.models import DBTaskResult

from tests.factories.exposure import a_batch, a_body, a_case, a_code, a_contact_body, a_health_officer, some_keys
from vungxanh.apps.exposure import histories
from vungxanh.apps.exposure.actions import attempts, contacts
from vungxanh.apps.exposure.models import Attempts, Batch, CodeDay, CodeKind, DayKey, Upload
from vungxanh.device.chaff import Chaff
from vungxanh.kit import clock
from vungxanh.kit.audit.models import Entry
from vungxanh.kit.audit.verify import verify
from vungxanh.kit.notices.models import Notice

pytestmark = pytest.mark.django_db(transaction=True)
HERE = "/exposure/v1/"


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.EXPOSURE_DIR = tmp_path


def send(route, body, address="203.0.113.9"):
    digest = hashlib.sha256(body).hexdigest()
    return Client().post(
        HERE + route, body, content_type="application/json", headers={"Idempotency-Key": digest}, REMOTE_ADDR=address
    )


def chaff(route, seed=1):
    """What the agent posts."""
    chance, made_ms = Random(seed), int(clock.now().timestamp() * 1000)
    while True:
        one = Chaff(chance.getrandbits(64), made_ms)
        if one.route == route and (route == "uploads" or len(one.body()) == 20_480):
            return one.body()


def real(route, slot=40):
    """What a case or a contact posts."""
    now = clock.now()
    if route == "uploads":
        return a_body(a_code(CodeKind.VOICE, at=now).text, some_keys(at=now), device="ab" * 16)
    if not Batch.objects.exists():
        a_case(at=now)
        a_batch(at=now)
    key = DayKey.objects.filter(batch__isnull=False).order_by("-starts_at")[0]
    return a_contact_body([(key, slot)], device=f"{slot:032x}")


def work_for(route, body):
    """The answer, and the statements that it cost: how often what is done to which table."""
    with CaptureQueriesContext(connection) as asked:
        answer = send(route, body)
    return answer, Counter(said(re.sub(r"\s+", " ", one["sql"]).strip()) for one in asked)


def said(sql):
    """The verb and the table; how a transaction ended is left out."""
    if sql.split()[0] in {"BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE"}:
        return "transaction"
    found = re.match(r'(\w+).*?(?:INTO|FROM|UPDATE) "?(\w+)', sql if sql[0] != "U" else f"UPDATE {sql}")
    return found.groups() if found else sql


@pytest.mark.parametrize("route", ["uploads", "reports"])
def test_what_goes_over_the_line_is_alike(route):
    made, given = chaff(route), real(route)
    answers = [send(route, body) for body in (made, given)]
    assert len(made) == len(given)
    seen = {(one.status_code, one.content, tuple(one.headers.items())) for one in answers}
    assert len(seen) == 1
    assert answers[0].status_code == 202


@pytest.mark.parametrize("route", ["uploads", "reports"])
def test_the_database_does_the_same_for_it(route):
    a_health_officer()
    send(route, real(route))  # the first of an hour tells the officers
    (_, for_real), (_, for_chaff) = work_for(route, real(route, 41)), work_for(route, chaff(route))
    counts = [work.pop(("INSERT", "exposure_attempts")) for work in (for_real, for_chaff)]
    assert for_real == for_chaff
    assert abs(counts[0] - counts[1]) <= 2  # chaff is counted by itself


def everything():
    """What is kept of anything handed in."""
    tables = (Upload, DayKey, Entry, Notice, DBTaskResult, CodeDay)
    return [sorted(map(repr, table.objects.values())) for table in tables]


@pytest.mark.parametrize("route", ["uploads", "reports"])
def test_nothing_of_it_stays(route):
    a_health_officer()
    send(route, real(route))
    before, files = everything(), sorted(histories.folder().glob("*"))
    for seed in range(3):
        assert send(route, chaff(route, seed + 1)).status_code == 202
    assert everything() == before
    assert sorted(histories.folder().glob("*")) == files
    assert verify().is_sound


def test_chaff_takes_no_place_from_real_reports():
    body = real("reports")
    for seed in range(30):
        assert send("reports", chaff("reports", seed)).status_code == 202
    assert send("reports", body).status_code == 202
    assert Upload.objects.filter(kind="contact").count() == 1
    assert Attempts.objects.get(scope=contacts.REALM).count == 1


@pytest.mark.parametrize("route", ["uploads", "reports"])
def test_too_much_of_it_is_answered_alike_and_costs_little(route, monkeypatch):
    monkeypatch.setattr(attempts, "MOST_CHAFF", 1)
    answers = [work_for(route, chaff(route, seed)) for seed in (1, 2)]
    assert answers[0][0].content == answers[1][0].content
    assert [("INSERT", "exposure_upload") in work for _, work in answers] == [True, False]


def test_a_report_that_heard_nothing_costs_what_one_costs_that_is_kept():
    a_health_officer()
    send("reports", real("reports"))
    first = json.loads(real("reports", 41))
    forged = json.loads(json.dumps(first))
    forged["met"][0]["rows"][0][1] = "00" * 12
    (kept, for_kept), (left, for_left) = (work_for("reports", json.dumps(one).encode()) for one in (first, forged))
    assert kept.content == left.content
    assert for_kept == for_left
    assert Upload.objects.filter(kind="contact").count() == 2
