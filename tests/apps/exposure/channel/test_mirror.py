"""Phones behind a mirror of the running server that lies, and at the server itself while its keys change."""

import asyncio
import http.client
import random
from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from tests.apps.exposure.channel.test_agent import HOUR_MS, a_phone, give_keys, meet
from tests.core.exposure.made import signer
from tests.device.exposure_server import ExposureServer, exposing
from tests.factories.exposure import a_batch, a_code, a_health_officer
from tests.factories.org import a_province, an_officer
from vungxanh.apps.accounts.roles import Role
from vungxanh.apps.exposure.actions import batches, distrust, signing
from vungxanh.apps.exposure.actions.revoke import revoke
from vungxanh.apps.exposure.models import Batch, CodeKind, SigningKey, Upload
from vungxanh.core.exposure.envelope import Sealed
from vungxanh.core.exposure.index import FORMAT, MOST_BYTES, Entry, Index, write_index
from vungxanh.core.exposure.padding import LEAST_ROWS
from vungxanh.core.tracing.ids import DAY_MS, midnight
from vungxanh.device.batches import pull
from vungxanh.device.channel import findings
from vungxanh.device.problems import DeviceProblem
from vungxanh.kit import clock

pytestmark = pytest.mark.django_db(transaction=True)
DAY_S = 86_400
KEPT = ("ETag", "Cache-Control", "Content-Type")


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.EXPOSURE_DIR = tmp_path / "exposure"


def ask(url, path, method="GET", **headers):
    """Status, headers but the date, and body."""
    asked = http.client.HTTPConnection(urlsplit(url).netloc, timeout=30)
    asked.request(method, f"/exposure/v1/{path}", headers=headers)
    answer = asked.getresponse()
    body = answer.read()
    asked.close()
    return answer.status, {name: value for name, value in answer.getheaders() if name != "Date"}, body


def mirrored(url, mirror):
    """The mirror holds what the server publishes now."""
    for path in ["keys.json", "index.json", *(f"batches/{one.number}.bin" for one in Batch.objects.all())]:
        status, _, body = ask(url, path)
        if status == 200:
            mirror.documents[path] = body


def a_published_meeting(url, tmp_path, at):
    """A phone that met a case whose keys are out."""
    now_ms = int(at.timestamp() * 1000)
    ill, near = (a_phone(tmp_path / name, now_ms) for name in ("ill", "near"))
    meet(near, ill, midnight(now_ms) - 2 * DAY_MS + 10 * HOUR_MS)
    assert give_keys(ill, url, a_code(CodeKind.VOICE, at=at).text, now_ms) == ["accepted"]
    a_batch(at=at)
    return near


def told(store, tmp_path, url, at):
    """What a pull brings; what is wrong, as code and sentence."""
    try:
        news = asyncio.run(pull(store, tmp_path / "near", url, int(at.timestamp() * 1000)))
    except DeviceProblem as problem:
        return problem.sentence("en")
    return news.problems[0]["en"] if news.problems else news


def of_a_stranger(mirror):
    index = Sealed(mirror.documents["index.json"], FORMAT, MOST_BYTES).content
    now_s = index["issued"]
    forged = Index(index["sequence"] + 1, now_s, (Entry(1, "ab" * 32, 9, now_s - DAY_S, now_s),))
    mirror.documents["index.json"] = write_index(forged, [signer(7, from_s=now_s - DAY_S, until_s=now_s + DAY_S)])


def cut(mirror):
    mirror.documents["batches/1.bin"] = mirror.documents["batches/1.bin"][:-44]


def changed(mirror):
    data = bytearray(mirror.documents["batches/1.bin"])
    data[200] ^= 1
    mirror.documents["batches/1.bin"] = bytes(data)


def rewritten(mirror):
    mirror.documents["index.json"] = mirror.documents["index.json"].replace(b"until", b"Until", 1)


@pytest.mark.parametrize(
    ("lies", "words"),
    [
        (of_a_stranger, "None of the signatures"),
        (cut, "does not have the SHA-256"),
        (changed, "does not have the SHA-256"),
        (rewritten, "signature"),
    ],
)
def test_a_mirror_that_lies_is_refused_in_one_sentence_and_the_truth_is_taken_later(live_server, tmp_path, lies, words):
    at = clock.now()
    near = a_published_meeting(live_server.url, tmp_path, at)
    with exposing(ExposureServer()) as mirror:
        mirrored(live_server.url, mirror)
        lies(mirror)
        said = told(near, tmp_path, mirror.url, clock.now())
        assert isinstance(said, str)
        assert words in said
        assert (said.count("\n"), said.rstrip()[-1]) == (0, ".")
        assert findings(near) == []
        mirrored(live_server.url, mirror)
        assert len(told(near, tmp_path, mirror.url, clock.now()).met) == 1


def test_an_index_of_yesterday_is_refused_and_a_revocation_cannot_be_kept_from_a_phone_that_knows_it(
    live_server, tmp_path
):
    at = clock.now()
    near = a_published_meeting(live_server.url, tmp_path, at)
    with exposing(ExposureServer()) as mirror:
        mirrored(live_server.url, mirror)
        before = dict(mirror.documents)
        assert len(told(near, tmp_path, mirror.url, clock.now()).met) == 1
        later = at + timedelta(hours=4)
        revoke(Upload.objects.get(), "Phòng xét nghiệm báo nhầm", by=a_health_officer(), at=at)
        a_batch(at=later, seed=2)
        mirrored(live_server.url, mirror)
        assert told(near, tmp_path, mirror.url, later).forgotten == 1
        mirror.documents = before
        assert "older than" in told(near, tmp_path, mirror.url, later)
        assert findings(near) == []


def test_keys_change_and_are_dropped_and_phones_follow(live_server, tmp_path):
    at = clock.now()
    near = a_published_meeting(live_server.url, tmp_path, at)
    assert len(told(near, tmp_path, live_server.url, clock.now()).met) == 1
    operator = an_officer(Role.TECHNICIAN, a_province())
    signing.rotate(random.Random(5).randbytes(48), by=operator, at=at)
    later = at + timedelta(hours=4)
    a_batch(at=later, seed=2)
    assert told(near, tmp_path, live_server.url, later).batches == 1
    first = SigningKey.objects.get(version=1)
    distrust.distrust(first, why="Máy ký bị mất trộm", chance=random.Random(6), by=operator, at=later)
    batches.refresh(at=later)
    after = later + timedelta(hours=25)  # when it next asks for the keys
    news = told(near, tmp_path, live_server.url, after)
    assert not isinstance(news, str), news
    assert len(findings(near)) == 1  # what that key alone had told has come again under another


def test_what_a_mirror_needs_is_said_and_a_head_is_a_get_without_its_body(live_server, tmp_path):
    a_published_meeting(live_server.url, tmp_path, clock.now())
    for path in ("index.json", "keys.json", "batches/1.bin"):
        got, asked = ask(live_server.url, path), ask(live_server.url, path, "HEAD")
        assert (asked[0], asked[1], asked[2]) == (got[0], got[1], b"")
        assert "Set-Cookie" not in got[1]
        assert "Cookie" not in got[1].get("Vary", "")
        assert got[1]["Cache-Control"].startswith("public, max-age=")
        same = ask(live_server.url, path, **{"If-None-Match": got[1]["ETag"]})
        assert (same[0], same[2]) == (304, b"")
        assert {name: same[1][name] for name in KEPT} == {name: got[1][name] for name in KEPT}  # caches take them over
    assert Batch.objects.get().rows >= LEAST_ROWS
