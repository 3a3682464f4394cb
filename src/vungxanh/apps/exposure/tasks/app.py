"""What the app's server does by the clock: batches of the audit chain, the outbox of push messages."""

import time
from datetime import timedelta

import structlog
from django.conf import settings

from vungxanh.apps.exposure.actions import push_keys, register
from vungxanh.apps.exposure.fcm import account, client, outbox
from vungxanh.kit import clock
from vungxanh.kit.tasks import periodic, task

_AT_MOST_S = 45.0

log = structlog.get_logger(__name__)


@periodic(every=timedelta(minutes=1))
@task()
def audit_registrations() -> None:
    """One entry for all phones that came; a second run finds none."""
    register.audit_new(at=clock.now())


@periodic(every=timedelta(minutes=5))
@task()
def push_case_keys() -> None:
    """Where the province has decided so; a second run finds each list sent. Elsewhere no day key stays."""
    if settings.PUSH_KEYS:
        push_keys.push_keys(at=clock.now())
    else:
        push_keys.forget_day_keys(at=clock.now())


@periodic(every=timedelta(minutes=1))
@task()
def send_pushes() -> None:
    """Send what is due for most of a minute; without an account nothing is sent and what is over expires."""
    outbox.tidy(at=clock.now())
    if settings.FCM_ACCOUNT is None:
        return
    peer = client.Client(account.read(settings.FCM_ACCOUNT), settings.FCM_ENDPOINT)
    begun, total = time.monotonic(), dict[str, int]()
    while time.monotonic() - begun < _AT_MOST_S:
        sent = outbox.send_batch(peer.send, at=clock.now())
        for state, count in sent.counts.items():
            total[state] = total.get(state, 0) + count
        if not sent.total or sent.resume_at:
            break
    if total:
        log.info("push.sent", **total)
