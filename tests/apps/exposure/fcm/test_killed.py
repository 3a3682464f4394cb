"""A worker killed by SIGKILL between the service's answer and its own note of it."""

from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from tests.factories.phones import a_token
from tests.kit.tasks.processes import run_until_killed
from tests.peers import fcm
from vungxanh.apps.exposure.actions import commands, register
from vungxanh.apps.exposure.actions.commands import Words
from vungxanh.apps.exposure.fcm import account, client, outbox
from vungxanh.apps.exposure.models import CommandKind, Delivery, System
from vungxanh.apps.exposure.queries.devices import reachable
from vungxanh.kit.actors import SystemActor

AT = datetime.fromisoformat("2020-08-17T03:00:00+00:00")
SENDING = """
import os, signal, sys, django; django.setup()
from datetime import datetime
from pathlib import Path
from vungxanh.apps.exposure.fcm import account, client, outbox
peer = client.Client(account.read(Path(sys.argv[1])), sys.argv[2])
def send(body):
    peer.send(body)
    os.kill(os.getpid(), signal.SIGKILL)
outbox.send_batch(send, at=datetime.fromisoformat(sys.argv[3]))
"""


@pytest.mark.django_db(transaction=True)
def test_what_it_held_is_sent_again_after_the_lease_and_reaches_every_phone(tmp_path: Path) -> None:
    tokens = [a_token(number) for number in range(20)]
    for token in tokens:
        register.register(token, System.ANDROID, at=AT)
    words = Words("Bluezone", "Gọi trạm y tế.")
    data = commands.notices(words, words, notice_id="n1", at=AT)[0]
    by, until = SystemActor("test"), AT + timedelta(hours=1)
    commands.send(CommandKind.NOTICE, data, reachable(), guid=uuid4(), by=by, at=AT, expires_at=until)
    with fcm.running() as peer:
        path = peer.account_file(tmp_path)
        run_until_killed(SENDING, str(path), peer.url, AT.isoformat())
        assert peer.delivered
        assert set(Delivery.objects.values_list("state", flat=True)) == {"sending"}
        send = client.Client(account.read(path), peer.url).send
        assert outbox.send_batch(send, at=AT + timedelta(minutes=1)).total == 0
        assert outbox.tidy(at=AT + outbox.LEASE) == len(tokens)
        assert outbox.send_batch(send, at=AT + outbox.LEASE).counts == {"accepted": len(tokens)}
        assert set(peer.tokens_of()) == set(tokens)
    assert set(Delivery.objects.values_list("tries", flat=True)) == {2}
