"""The real agent and the running server: code, consent, acceptance, batch, match on another phone, its report."""

import asyncio
import hashlib
import json
from datetime import timedelta

import pytest

from tests.device.phones import live
from tests.factories.exposure import a_batch, a_code, a_health_officer
from vungxanh.apps.exposure import contact_report
from vungxanh.apps.exposure.actions.contacts import confirm
from vungxanh.apps.exposure.actions.revoke import revoke
from vungxanh.apps.exposure.models import CodeKind, Upload, UploadKind
from vungxanh.apps.exposure.queries.uploads import contact_of
from vungxanh.core.exposure.slotkeys import SlotKey, identifiers
from vungxanh.core.tracing.ids import DAY_MS, identifier_at, midnight
from vungxanh.device import http, upload
from vungxanh.device.batches import pull
from vungxanh.device.chaff import Chaff
from vungxanh.device.chaff import send as send_chaff
from vungxanh.device.channel import findings
from vungxanh.device.store import Seen, Store
from vungxanh.kit import clock
from vungxanh.kit.audit.models import Entry

HOUR_MS = 3_600_000


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.EXPOSURE_DIR = tmp_path / "exposure"


def a_phone(folder, now_ms):
    """A phone whose first key is five days old, and which has looked at its clock each day."""
    store = Store(folder, durable=False)
    store.base_key(now_ms - 5 * DAY_MS)
    live(store, now_ms - 5 * DAY_MS, now_ms)
    return store


def meet(hearer, heard, at_ms, rows=5):
    """One phone hears the other for some minutes."""
    own, other = (store.base_keys()[0] for store in (hearer, heard))
    for minute in range(rows):
        ms = at_ms + minute * 60_000
        mine, theirs = (identifier_at(key.key, key.day_ms, ms) for key in (own, other))
        hearer.note(Seen(mine, theirs, -58, ms))
    hearer.flush()


def give_keys(store, url, code, now_ms, *, says=True):
    """The owner is shown what leaves, answers, and the phone sends."""
    since_ms = midnight(now_ms) - 3 * DAY_MS
    shown = upload.propose(store, server=f"{url}/exposure/v1/uploads", code=code, since_ms=since_ms, now_ms=now_ms)
    upload.consent(store, shown, lambda text: says and code in text, now_ms)
    return upload.OUTBOX.send_due(store, now_ms)


def report_of(store, found):
    """What the owner of a phone tells after a match: the rows that heard the key, and who they are."""
    start_s = found.start_s
    sent = set(identifiers(SlotKey(bytes.fromhex(found.key), start_s, found.end_s)))
    heard = [row for row in store.sightings() if row.contact in sent]
    rows = [[row.own.hex(), row.contact.hex(), row.rssi, row.ms] for row in heard]
    content = {
        "version": 1,
        "consent": {"words": "agent-1"},
        "person": {"full_name": "Trần Văn Nam", "phone": "0905222333", "address": "", "commune": "20335"},
        "met": [{"key": found.key, "time_start": start_s, "rows": rows}],
        "padding": "",
    }
    content["padding"] = "0" * (-len(json.dumps(content)) % contact_report.BODY_BYTES)
    return json.dumps(content).encode()


def post(url, body):
    key = hashlib.sha256(body).hexdigest()
    return http.post(url, body, {"Content-Type": "application/json", "Idempotency-Key": key})


@pytest.mark.django_db(transaction=True)
def test_from_a_code_to_a_contacts_own_report(live_server, tmp_path):
    at = clock.now()
    now_ms = int(at.timestamp() * 1000)
    ill, near, far = (a_phone(tmp_path / name, now_ms) for name in ("ill", "near", "far"))
    meet(near, ill, midnight(now_ms) - 2 * DAY_MS + 10 * HOUR_MS)
    meet(far, near, midnight(now_ms) - 2 * DAY_MS + 10 * HOUR_MS)
    officer = a_health_officer()
    code, text = a_code(CodeKind.VOICE, by=officer, at=at)

    assert give_keys(ill, live_server.url, text, now_ms, says=False) == []
    assert not Upload.objects.exists()
    assert give_keys(ill, live_server.url, text, now_ms) == ["accepted"]
    handed_in = Upload.objects.get()
    assert handed_in.subject == code.subject
    assert handed_in.consent["words"] == upload.WORDS
    assert len(ill.base_keys()) == 1  # it speaks from a new key from now on
    chaff = [Chaff(seed, now_ms) for seed in range(20)]
    assert {one.route for one in chaff} == {"uploads", "reports"}
    assert {send_chaff(live_server.url, one) for one in chaff} == {(202, "HTTP 202")}
    assert Upload.objects.count() == 1

    a_batch(at=at)
    news = {}
    for name, store in (("near", near), ("far", far)):
        news[name] = asyncio.run(pull(store, tmp_path / name, live_server.url, int(clock.now().timestamp() * 1000)))
        assert not news[name].problems
        assert news[name].batches == 1
    assert len(news["near"].met) == 1
    assert not news["far"].met

    body = report_of(near, findings(near)[0])
    assert post(f"{live_server.url}/exposure/v1/reports", body) == 202
    reported = Upload.objects.get(kind=UploadKind.CONTACT)
    assert contact_of(reported.pk) is None  # anybody may have sent it: a health officer calls first
    confirm(reported, by=officer, at=clock.now())
    details = contact_of(reported.pk)
    assert details.full_name == "Trần Văn Nam"
    assert {one.case_subject for one in details.encounters} == {code.subject}
    assert Entry.objects.filter(verb__in=("exposure.upload.accept", "exposure.report.accept")).count() == 2

    revoke(handed_in, "Phòng xét nghiệm báo nhầm", by=officer, at=clock.now())
    later = at + timedelta(hours=4)
    a_batch(at=later, seed=2)
    gone = asyncio.run(pull(near, tmp_path / "near", live_server.url, int(later.timestamp() * 1000)))
    assert gone.forgotten == 1
    assert not findings(near)
