"""The channel as a phone and as somebody on the line see it."""

import hashlib
import json
import time
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from tests.factories.exposure import (
    a_batch,
    a_body,
    a_case,
    a_code,
    some_keys,
)
from tests.factories.org import a_province, an_officer
from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.exposure import histories
from vungxanh.apps.exposure.actions import batches
from vungxanh.apps.exposure.channel.handing_in import ANSWER_BYTES
from vungxanh.apps.exposure.channel.pace import LEAST_S, Pace
from vungxanh.apps.exposure.models import Batch, CodeKind, Upload
from vungxanh.core.exposure.batch import read_batch
from vungxanh.core.exposure.keyset import read_key_set
from vungxanh.core.exposure.slotkeys import slot_key
from vungxanh.kit import clock
from vungxanh.kit.audit.models import Entry

pytestmark = pytest.mark.django_db
HERE = "/exposure/v1/"


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.EXPOSURE_DIR = tmp_path


def send(body, to="uploads", **more):
    key = hashlib.sha256(body).hexdigest()
    headers = {"Idempotency-Key": key} | more.pop("headers", {})
    return Client().post(HERE + to, body, content_type="application/json", headers=headers, **more)


def a_published_case():
    """A case whose keys went out, and the key of the day before yesterday."""
    now = clock.now()
    upload = a_case(at=now)
    a_batch(at=now)
    return upload, upload.keys.filter(batch__isnull=False).order_by("-starts_at")[0]


def a_right_body(keys=None):
    now = clock.now()
    return a_body(a_code(CodeKind.VOICE, at=now).text, keys or some_keys(at=now))


def test_keys_with_a_right_code_are_accepted_and_the_consent_is_kept():
    answer = send(a_right_body())
    assert answer.status_code == 202
    upload = Upload.objects.get()
    assert upload.consent == {"words": "agent-1", "leaves": ["keys"], "hours_left_out": False}
    assert upload.keys.exists()
    assert Entry.objects.get(verb="exposure.upload.accept").actor_key == "device:"


def test_the_words_that_the_owner_was_shown_are_those_that_the_phone_names():
    body = json.loads(a_right_body()) | {"consent": {"words": "agent-7", "leaves": ["keys"]}}
    assert send(json.dumps(body).encode()).status_code == 202
    assert Upload.objects.get().consent["words"] == "agent-7"


def test_wrong_codes_are_counted_by_what_the_phone_calls_itself():
    now = clock.now()
    for number in range(10):
        body = a_body(f"{number:08}", some_keys(at=now), device="ab" * 16)
        assert send(body, REMOTE_ADDR=f"203.0.113.{number}").status_code == 403
    right = json.loads(a_right_body())
    answers = [
        send(json.dumps(right | {"device": device}).encode(), REMOTE_ADDR="203.0.113.77").status_code
        for device in ("ab" * 16, "cd" * 16)
    ]
    assert answers == [429, 202]


def test_the_same_body_again_is_accepted_again_and_kept_once():
    body = a_right_body()
    assert [send(body).status_code for _ in range(3)] == [202] * 3
    assert Upload.objects.count() == 1


def test_hours_left_out_stay_out():
    now = clock.now()
    keys = some_keys(3, at=now)
    first = keys[0]
    part = slot_key(bytes.fromhex(first["daily_key"]), 40)
    keys[0] = {
        "slot_key": part.hex(),
        "time_start": first["time_start"] + 36_000,
        "time_end": first["time_end"],
        "max": 96,
    }
    assert send(a_right_body(keys)).status_code == 202
    upload = Upload.objects.get()
    kept = upload.keys.order_by("starts_at")[0]
    assert kept.starts_at.hour == 10
    assert kept.day_key == ""
    assert upload.consent["hours_left_out"] is True


def test_every_answer_has_one_size_and_says_nothing_of_why():
    now = clock.now()
    late = a_code(CodeKind.VOICE, at=now - timedelta(minutes=16)).text
    answers = [
        send(a_right_body()),
        send(a_body("12345678", some_keys(at=now))),
        send(a_body(late, some_keys(at=now))),
        send(b"{}"),
        send(a_body("12345678", some_keys(at=now), chaff=True)),
        send(b"x" * 20_481),
    ]
    assert [one.status_code for one in answers] == [202, 403, 403, 422, 202, 413]
    assert {len(one.content) for one in answers} == {ANSWER_BYTES}
    assert answers[1].content == answers[2].content
    assert answers[0].content == answers[4].content


def test_nobody_on_the_line_can_tell_chaff_from_a_report():
    now = clock.now()
    real = [send(a_right_body(some_keys(days, at=now))) for days in (2, 7, 14)]
    bodies = [a_body(f"0000000{days}", some_keys(days, at=now), chaff=True) for days in (2, 7, 14)]
    chaff = [send(body) for body in bodies]
    seen = {(one.status_code, len(one.content), tuple(sorted(one.headers))) for one in real + chaff}
    assert len(seen) == 1
    assert {len(body) for body in bodies} == {5_120}
    assert Upload.objects.count() == 3
    assert not Entry.objects.filter(verb__startswith="exposure.upload").exclude(verb="exposure.upload.accept").exists()


def test_chaff_is_no_wrong_try():
    now = clock.now()
    for number in range(12):
        assert send(a_body(f"000000{number:02}", some_keys(at=now), chaff=True)).status_code == 202
    assert send(a_right_body()).status_code == 202


def test_answers_come_at_a_beat_that_only_real_ones_set():
    pace = Pace()
    assert pace.beat_s == LEAST_S
    for _ in range(60):
        pace.learn(0.1)
    assert pace.beat_s == pytest.approx(0.15, rel=0.01)
    ends = [taken + pace.rest_s(taken) for taken in (0.001, 0.09, 0.149, 0.151, 0.29, 0.4)]
    assert [round(end / pace.beat_s, 6) for end in ends] == [1, 1, 1, 2, 2, 3]
    before = pace.beat_s
    pace.wait(time.monotonic() - 50, real=False)
    assert pace.beat_s == before
    for _ in range(90):
        pace.learn(1e9)  # as slow as can be
    assert pace.beat_s == pytest.approx(1.0)


def test_whoever_guesses_is_told_to_come_later():
    now = clock.now()
    statuses = [send(a_body(f"{number:08}", some_keys(at=now))).status_code for number in range(11)]
    assert statuses == [403] * 10 + [429]


def test_the_door_needs_no_session_and_sets_no_cookie():
    a_batch(at=clock.now())
    enforcing = Client(enforce_csrf_checks=True)
    answer = enforcing.post(HERE + "uploads", b"{}", content_type="application/json")
    assert answer.status_code == 422
    assert not answer.cookies
    assert not enforcing.get(HERE + "index.json").cookies


def test_documents_are_made_for_a_cache():
    a_published_case()
    for name in ("index.json", "keys.json"):
        first = Client().get(HERE + name)
        assert first.status_code == 200
        assert "max-age=300" in first["Cache-Control"]
        assert "Cookie" not in first.get("Vary", "")
        again = Client().get(HERE + name, headers={"If-None-Match": first["ETag"]})
        assert again.status_code == 304
        assert not again.content
        assert again["Content-Length"] == str(len(first.content))  # a cache takes over the headers of a 304
        assert Client().get(HERE + name, headers={"If-None-Match": "*"}).status_code == 304


def test_a_batch_is_immutable_and_comes_in_ranges():
    a_published_case()
    whole = Client().get(HERE + "batches/1.bin")
    content = b"".join(whole.streaming_content)
    assert "immutable" in whole["Cache-Control"]
    part = Client().get(HERE + "batches/1.bin", headers={"Range": "bytes=64-107"})
    assert (part.status_code, part.content) == (206, content[64:108])
    assert part["Content-Range"] == f"bytes 64-107/{len(content)}"
    tail = Client().get(HERE + "batches/1.bin", headers={"Range": "bytes=-10"})
    assert tail.content == content[-10:]
    beyond = Client().get(HERE + "batches/1.bin", headers={"Range": f"bytes={len(content)}-"})
    assert beyond.status_code == 416
    stale = Client().get(HERE + "batches/1.bin", headers={"Range": "bytes=0-1", "If-Range": '"other"'})
    assert stale.status_code == 200
    same = Client().get(HERE + "batches/1.bin", headers={"If-None-Match": whole["ETag"]})
    assert (same.status_code, same["Content-Length"]) == (304, str(len(content)))
    for wish in ("bytes=0-9", f"bytes={len(content)}-"):
        head = Client().head(HERE + "batches/1.bin", headers={"Range": wish})
        assert (head.status_code, head["Content-Length"]) == (200, str(len(content)))


def test_what_is_not_published_cannot_be_fetched_and_what_was_withdrawn_is_gone(settings):
    assert Client().get(HERE + "index.json").status_code == 404
    a_published_case()
    assert Client().get(HERE + "batches/2.bin").status_code == 404
    (settings.EXPOSURE_DIR / "published/batches/2.bin").write_bytes(b"left by a kill")
    assert Client().get(HERE + "batches/2.bin").status_code == 404
    batches.withdraw(
        Batch.objects.get(), why="Nhập nhầm danh sách", by=an_officer(Role.TECHNICIAN, a_province()), at=clock.now()
    )
    assert Client().get(HERE + "batches/1.bin").status_code == 410


def test_a_phone_can_check_what_it_fetched():
    upload, _key = a_published_case()
    trusted = read_key_set(Client().get(HERE + "keys.json").content, None, now_s=int(clock.now().timestamp())).signers
    content = b"".join(Client().get(HERE + "batches/1.bin").streaming_content)
    rows = {row.key.key.hex() for row in read_batch(content, trusted).rows}
    assert {key.key for key in upload.keys.filter(batch__isnull=False)} <= rows


def test_a_wrong_idempotency_key_is_refused():
    assert send(a_right_body(), headers={"Idempotency-Key": "0" * 64}).status_code == 422


def test_a_history_reads_back_row_by_row_and_only_of_its_span():
    first = b"29ABD013B41C90269332AB5D\t9C25DF2D9861B31897EA3028\t-63\t1596887252275\n"
    second = first.replace(b"1596887252275", b"1596890000000")
    begin, end = (datetime.fromtimestamp(second_s, UTC) for second_s in (1_596_887_252, 1_596_889_000))
    for times in (1, 5_000):  # in memory, and in a sealed draft
        with histories.receiving() as receiving:
            for _ in range(times):
                receiving.write(first + second + b"broken <script>\n")
            assert receiving.keep(end, end).name == ""
            kept = receiving.keep(begin, end)
        assert (kept.rows, kept.unusable, kept.left_out) == (times, times, times)
        assert b"".join(histories.opened(Upload(history_name=kept.name))) == first * times
    assert len(list(histories.folder().iterdir())) == 2
