"""An index is believed when it is signed, strict, and no older than the one before."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.core.exposure.made import DAY, HEAD, UNTIL, rows, signer, trusting, write_batch
from vungxanh.core.exposure.envelope import seal
from vungxanh.core.exposure.index import (
    MOST_BYTES,
    Entry,
    Index,
    entry_of,
    etag,
    read_index,
    rolled,
    stale_hours,
    write_index,
)
from vungxanh.core.tracing.ids import DAY_S
from vungxanh.core.tracing.problems import Refused

SIGNER = signer()
TRUSTED = trusting(SIGNER)
FILE = write_batch(HEAD, rows(3), [SIGNER])
INDEX = Index(
    5, UNTIL, (Entry(6, "0" * 64, 99, DAY - 9, DAY), entry_of(7, FILE, from_s=HEAD.from_s, until_s=HEAD.until_s))
)


def refusal(data: bytes, *, now_s: int = UNTIL, highest: int = 0) -> str:
    with pytest.raises(Refused) as wrong:
        read_index(data, TRUSTED, now_s=now_s, highest=highest)
    assert wrong.value.problem.sentence("vi") != wrong.value.problem.sentence("en")
    return wrong.value.problem.code


def content() -> dict[str, Any]:
    signed: dict[str, Any] = json.loads(json.loads(write_index(INDEX, [SIGNER]))["signed"])
    return signed


def test_what_was_written_is_read_again_and_the_bytes_are_the_same_each_time() -> None:
    data = write_index(INDEX, [SIGNER])
    assert read_index(data, TRUSTED, now_s=UNTIL, highest=5) == INDEX
    assert data == write_index(INDEX, [SIGNER])
    assert etag(data) == etag(data)
    assert etag(data) != etag(data + b" ")


def test_an_entry_names_path_digest_and_size() -> None:
    from hashlib import sha256

    assert content()["batches"][1] == {
        "number": 7,
        "path": "batches/7.bin",
        "sha256": sha256(FILE).hexdigest(),
        "bytes": len(FILE),
        "from": HEAD.from_s,
        "until": HEAD.until_s,
    }


def test_an_older_index_is_refused_and_one_from_the_future_too() -> None:
    data = write_index(INDEX, [SIGNER])
    assert refusal(data, highest=6) == "index_rolled_back"
    assert refusal(data, now_s=UNTIL - 901) == "index_from_the_future"
    assert read_index(data, TRUSTED, now_s=UNTIL - 900) == INDEX


def test_a_number_that_would_shut_out_later_ones_is_refused() -> None:
    for far in (2**53, UNTIL + DAY_S + 1):
        assert refusal(write_index(Index(far, UNTIL, ()), [SIGNER])) == "index_from_the_future"
    last = Index(UNTIL + DAY_S, UNTIL, ())
    assert read_index(write_index(last, [SIGNER]), TRUSTED, now_s=UNTIL) == last


def test_an_index_that_is_not_signed_again_is_stale_after_two_days() -> None:
    assert stale_hours(UNTIL, UNTIL + 2 * DAY_S) == 0
    assert stale_hours(UNTIL, UNTIL + 3 * DAY_S) == 72


def test_an_old_date_does_not_bring_an_expired_key_back() -> None:
    expired = signer(until_s=UNTIL + 1)
    data = write_index(INDEX, [expired])
    assert read_index(data, trusting(expired), now_s=UNTIL + DAY_S) == INDEX
    with pytest.raises(Refused) as wrong:
        read_index(data, trusting(expired), now_s=UNTIL + 10 * DAY_S)
    assert wrong.value.problem.code == "signer_not_valid"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda one: one["batches"].reverse(), "index_order"),
        (lambda one: one["batches"].append(one["batches"][1]), "index_order"),
        (lambda one: one["batches"][0].update(path="../../etc/passwd"), "bad_member"),
        (lambda one: one["batches"][0].update(path="https://other.example/7.bin"), "bad_member"),
        (lambda one: one["batches"][0].update(sha256="Z" * 64), "bad_member"),
        (lambda one: one["batches"][0].update(bytes=10**9), "bad_member"),
        (lambda one: one["batches"][0].update(until=one["issued"] + 1), "bad_member"),
        (lambda one: one["batches"][0].update(until=0), "bad_member"),
        (lambda one: one["batches"][0].update(more=1), "bad_member"),
        (lambda one: one["batches"].extend([1] * 1_000), "bad_member"),
        (lambda one: one.update(batches={}), "bad_member"),
        (lambda one: one.update(sequence=0), "bad_member"),
        (lambda one: one.update(sequence=1.5), "bad_member"),
        (lambda one: one.update(more=1), "bad_member"),
        (lambda one: one.update(version=2), "other_format"),
        (lambda one: one.update(format="vungxanh-exposure-keys"), "other_format"),
    ],
)
def test_a_malformed_index_is_named_even_when_it_is_signed(change: Callable[[Any], None], code: str) -> None:
    changed = content()
    change(changed)
    assert refusal(seal(changed, [SIGNER])) == code


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "not_json"),
        (b"\xff", "envelope"),
        (b"[" * 100_000, "not_json"),
        (b"[]", "envelope"),
        (b'{"signed":1,"signatures":[]}', "envelope"),
        (b'{"signed":"{}","signatures":[]}', "bad_signatures"),
        (b'{"signed":"{}","signatures":[1]}', "bad_signatures"),
        (b'{"signed":"{}","signatures":[{"key":"x","version":1,"signature":"y"}]}', "bad_signatures"),
        (b" " * (MOST_BYTES + 1), "document_too_large"),
    ],
)
def test_what_is_no_signed_document_is_named(data: bytes, code: str) -> None:
    assert refusal(data) == code


def test_a_changed_text_is_forged_and_a_stranger_unknown() -> None:
    data = write_index(INDEX, [SIGNER])
    assert refusal(data.replace(b'sequence\\":5', b'sequence\\":6')) == "forged_signature"
    assert refusal(write_index(INDEX, [signer(2)])) == "unknown_signer"


def test_batches_leave_the_index_after_their_days() -> None:
    assert rolled(INDEX.batches[::-1], UNTIL) == INDEX.batches
    assert rolled(INDEX.batches, DAY + 15 * DAY_S) == INDEX.batches[1:]
    assert rolled(INDEX.batches, DAY + 99 * DAY_S) == ()


def test_a_batch_dated_ahead_of_the_time_is_listed_when_its_time_has_come() -> None:
    assert rolled(INDEX.batches, UNTIL - 1) == INDEX.batches[:1]
    assert rolled(INDEX.batches, UNTIL) == INDEX.batches
    early = Index(5, UNTIL - 1, rolled(INDEX.batches, UNTIL - 1))
    assert read_index(write_index(early, [SIGNER]), TRUSTED, now_s=UNTIL - 1) == early
