"""A try is claimed before it is made: two processes make one, and what the owner takes back is told honestly."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from tests.device.phones import START_MS
from tests.device.test_upload import CODE, NOW, Server, log_of, phone, proposal, serving
from vungxanh.core.tracing.ids import DAY_MS, identifiers, key_after
from vungxanh.device import upload
from vungxanh.device.identity import Identity
from vungxanh.device.outbox import CLAIM_S, post
from vungxanh.device.store import Store

SENDER = """
import sys
from pathlib import Path
from vungxanh.device import upload
from vungxanh.device.store import Store
store = Store(Path(sys.argv[1]))
sys.stdin.readline()
print(upload.OUTBOX.send_due(store, int(sys.argv[2])))
"""


def test_two_processes_make_one_try_and_the_phone_takes_one_new_key(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.base_key(START_MS)
    with serving(Server()) as server:
        upload.consent(store, proposal(store, server), lambda _: True, NOW)
        (_, new) = store.base_keys()
        program = [sys.executable, "-c", SENDER, str(tmp_path), str(NOW)]
        senders = [
            subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(3)
        ]
        for sender in senders:
            assert sender.stdin is not None
            sender.stdin.write("\n")
            sender.stdin.flush()
        said = sorted(sender.communicate()[0].strip() for sender in senders)
    assert said == ["['accepted']", "[]", "[]"]
    assert len(server.got) == 1
    assert store.base_keys() == [new]
    assert [one.outcome for one in store.requests() if one.what == "re_key"] == ["done"]


def test_a_try_that_was_cut_by_kill_9_is_made_again_later_with_the_same_bytes(tmp_path: Path) -> None:
    store = phone(tmp_path)
    with serving(Server()) as server:
        upload.consent(store, proposal(store, server), lambda _: True, NOW)
        ((number, letter),) = upload.OUTBOX.waiting(store)
        claimed = upload.OUTBOX.claim(store, number, NOW)
        assert claimed == replace(letter, tries=1, next_ms=NOW + 1000 * CLAIM_S)
        assert upload.OUTBOX.send_due(store, NOW + 1000 * CLAIM_S - 1) == []
        assert upload.OUTBOX.send_due(store, NOW + 1000 * CLAIM_S) == ["accepted"]
    assert server.got[0][3] == letter.body.encode()


@pytest.mark.parametrize(("status", "outcome"), [(200, "accepted"), (400, "withdrawn"), (503, "withdrawn")])
def test_taking_back_while_it_is_being_sent_says_that_it_may_have_left(
    tmp_path: Path, status: int, outcome: str
) -> None:
    store = phone(tmp_path)
    with serving(Server(status)) as server:
        upload.consent(store, proposal(store, server), lambda _: True, NOW)
        ((number, _),) = upload.OUTBOX.waiting(store)
        letter = upload.OUTBOX.claim(store, number, NOW)
        assert letter is not None
        assert upload.OUTBOX.withdraw(store, NOW) == (1, 1)
        assert upload.OUTBOX.settle(store, number, letter, post(letter), NOW) == outcome
        assert upload.OUTBOX.send_due(store, NOW + DAY_MS) == []
    (last,) = [one for one in store.requests() if one.what == "upload"]
    assert (last.outcome, last.facts["withdrawn"]) == (outcome, True)
    assert len(store.base_keys()) == (1 if outcome == "accepted" else 2)


def test_taking_back_before_the_first_try_leaves_nothing_out(tmp_path: Path) -> None:
    store = phone(tmp_path)
    upload.consent(store, proposal(store, Server(url="https://example.vn/x")), lambda _: True, NOW)
    assert upload.OUTBOX.withdraw(store, NOW) == (1, 0)
    assert log_of(store)[-1] == ("owner", "consent", "withdrawn")


def test_a_refused_report_can_be_made_again_with_another_code_and_covers_both_keys(tmp_path: Path) -> None:
    store = phone(tmp_path)
    spoken = {Identity(store).at(NOW + day * DAY_MS) for day in (-2, -1)}
    later = NOW + DAY_MS
    with serving(Server(403)) as server:
        upload.consent(store, proposal(store, server), lambda _: True, NOW)
        assert upload.OUTBOX.send_due(store, NOW) == ["refused"]
        spoken.add(Identity(store).at(later))
        server.status = 200
        made = upload.propose(store, server=server.url, code=CODE, since_ms=NOW - 2 * DAY_MS, now_ms=later)
        upload.consent(store, made, lambda _: True, later)
        assert upload.OUTBOX.send_due(store, later) == ["accepted"]
    keys = json.loads(server.got[-1][3])["keys"]
    told = {one for key in keys for one in identifiers(key_after(bytes.fromhex(key["daily_key"]), 0))}
    assert spoken <= told
    assert len(store.base_keys()) == 1
    assert Identity(store).at(later) not in told
