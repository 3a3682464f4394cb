"""A push service that takes nothing from us, or speaks oddly: nobody's message is lost by it, and no run stops."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.apps.exposure.fcm.test_pushes import AT, a_client, a_notice, phones, states
from tests.peers import fcm
from tests.peers.fcm import Peer
from vungxanh.apps.exposure.fcm import account, client, outbox
from vungxanh.apps.exposure.models import Command, Delivery

pytestmark = pytest.mark.django_db


@pytest.fixture
def peer() -> Iterator[Peer]:
    with fcm.running() as service:
        yield service


@pytest.mark.parametrize("fault", [fcm.QUOTA, fcm.NO_RIGHT])
def test_a_service_that_takes_nothing_from_us_costs_no_message_however_long(
    peer: Peer, tmp_path: Path, fault: fcm.Fault
) -> None:
    (token,) = phones(1)
    peer.faults[token] = [fault] * 3 * outbox.MOST_TRIES
    a_notice()
    Command.objects.update(expires_at=AT + timedelta(days=9))
    for _try in range(3 * outbox.MOST_TRIES):
        assert outbox.send_batch(a_client(peer, tmp_path).send, at=Delivery.objects.get().next_at).resume_at
    outbox.send_batch(a_client(peer, tmp_path).send, at=Delivery.objects.get().next_at)
    assert states() == {"accepted": 1}


def test_a_refusal_by_apple_holds_up_no_phone_of_google(peer: Peer, tmp_path: Path) -> None:
    tokens = phones(3)
    a_notice()
    peer.faults[tokens[0]] = [(401, "THIRD_PARTY_AUTH_ERROR", {})] * 2  # the access token is renewed once
    sent = outbox.send_batch(a_client(peer, tmp_path).send, at=AT)
    assert (sent.counts, sent.resume_at) == ({"accepted": 2, "queued": 1}, None)


@pytest.mark.parametrize("said", [{}, {"access_token": None}, {"access_token": "a", "expires_in": None}, [], "text"])
def test_an_odd_answer_of_the_token_service_stops_no_run_and_holds_no_row(
    peer: Peer, tmp_path: Path, said: object
) -> None:
    phones(2)
    a_notice()
    peer.token_answers = [said] * 4
    sent = outbox.send_batch(a_client(peer, tmp_path).send, at=AT)
    assert sent.counts == {"queued": 2}
    assert sent.resume_at == AT + timedelta(minutes=1)
    assert outbox.send_batch(a_client(peer, tmp_path).send, at=AT + timedelta(minutes=1)).counts == {"queued": 2}
    peer.token_answers = []
    assert outbox.send_batch(a_client(peer, tmp_path).send, at=AT + timedelta(minutes=2)).counts == {"accepted": 2}


@pytest.mark.parametrize(
    "error", [{"details": None}, {"details": "x"}, {"details": [{"fieldViolations": None}]}, {"details": [1]}, None]
)
def test_an_odd_refusal_is_a_refusal(error: object) -> None:
    assert client.outcome_of(400, {"error": error}).kind is client.Kind.FAILED
    assert client.outcome_of(503, {"error": error}).kind is client.Kind.LATER


@pytest.mark.parametrize("pem", ["", "no key", "-----BEGIN PRIVATE KEY-----\nMAA=\n-----END PRIVATE KEY-----\n"])
def test_an_account_whose_key_cannot_be_read_costs_no_message(peer: Peer, tmp_path: Path, pem: str) -> None:
    phones(1)
    a_notice()
    said = replace(account.read(peer.account_file(tmp_path)), private_pem=pem)
    for _try in range(outbox.MOST_TRIES + 1):
        outbox.send_batch(client.Client(said, peer.url).send, at=Delivery.objects.get().next_at)
    assert states() == {"queued": 1}
