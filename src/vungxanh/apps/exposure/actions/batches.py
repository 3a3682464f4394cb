"""Keys become a signed, immutable batch; the index says which there are; a batch is withdrawn (công bố lô khóa).

The file is written before its row is committed, under a number that is taken only with the row. Killed in between,
nothing was published: the next run writes the same number anew from the same rows. Killed after the commit, the next
run finds an index that does not say what the rows say, and writes it.
"""

import hashlib
import json
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from vungxanh.apps.exposure import published
from vungxanh.apps.exposure.actions import signing
from vungxanh.apps.exposure.models import Batch, CoverKey, DayKey, SigningKey, Upload, UploadKind
from vungxanh.apps.exposure.policies import must_be_able_to_operate
from vungxanh.apps.exposure.queries import waiting
from vungxanh.apps.exposure.queries.waiting import Places
from vungxanh.apps.org.officers import Officer
from vungxanh.core.exposure.batch import Head, write_batch
from vungxanh.core.exposure.index import WINDOW_DAYS, Entry, Index, path_of, rolled, write_index
from vungxanh.core.exposure.keyset import write_key_set
from vungxanh.core.exposure.padding import RETENTION_DAYS, Chance, Composition, compose
from vungxanh.kit import audit
from vungxanh.kit.actors import SystemActor
from vungxanh.kit.problems import Conflict, FieldError, Invalid

EVERY = timedelta(hours=4)
SIGN_AGAIN = timedelta(hours=12)
COVERS_A_REVOCATION, _MARKED_AT_ONCE = 2, 500
BY = SystemActor("batches")


def next_due(at: datetime) -> datetime | None:
    """When the next batch is made; None while nobody has reported for as long as keys are of use.

    The rhythm does not follow the reports: a batch comes every four hours whether somebody is in it or not.
    """
    since = at - timedelta(days=RETENTION_DAYS)
    if not Upload.objects.filter(kind=UploadKind.CASE, code__isnull=False, received_at__gt=since).exists():
        return None
    last = Batch.objects.order_by("-number").first()
    return max(last.made_at + EVERY, at) if last else at


def publish(*, chance: Chance, at: datetime) -> Batch | None:
    """Make the batch that is due, if one is (công bố lô khóa), then bring index and keys up to date."""
    at = at.replace(microsecond=0)
    with transaction.atomic():
        # One maker at a time: whoever comes second finds that nothing is due.
        key = SigningKey.objects.select_for_update().filter(is_root=False).order_by("-version").first()
        due = next_due(at)
        batch = _made(key, chance, at=at) if key is not None and due is not None and due <= at else None
    refresh(at=at)
    return batch


def _made(key: SigningKey, chance: Chance, *, at: datetime) -> Batch:
    last = Batch.objects.order_by("-number").first()
    until_s = int(at.timestamp())
    from_s = int(last.until_at.timestamp()) if last else until_s - int(EVERY.total_seconds())
    head = Head(last.number + 1 if last else 1, from_s, until_s)
    places: Places = {}
    composed = _composed(places, chance, at=at)
    content = write_batch(head, composed.rows, signing.signers(at))
    published.put(published.batch_path(head.number), content)
    batch = Batch.objects.create(
        number=head.number,
        name=path_of(head.number),
        made_at=at,
        from_at=datetime.fromtimestamp(from_s, UTC),
        until_at=at,
        rows=len(composed.rows),
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        signed_by=key,
    )
    _note(composed, places, batch)
    audit.record("exposure.batch.publish", by=BY, on=batch, at=at, data={"number": head.number, "rows": batch.rows})
    return batch


def _composed(places: Places, chance: Chance, *, at: datetime) -> Composition:
    back = waiting.taken_back(at, places)
    if back:
        back += waiting.covers_to_take_back(at, places, COVERS_A_REVOCATION * len(back))
    people = [*back, *waiting.real_people(at, places), *waiting.cover_people(at, places)]
    return compose(people, until_s=int(at.timestamp()), chance=chance, shapes=waiting.shapes(at))


def _note(composed: Composition, places: Places, batch: Batch) -> None:
    """Write down which keys went, and the made people whole."""
    went = {row.key.key for row in composed.rows}
    CoverKey.objects.bulk_create(
        CoverKey(
            person=UUID(bytes=hashlib.sha256(person.rows[0].key.key).digest()[:16]),
            reported_at=datetime.fromtimestamp(person.reported_s, UTC),
            key=row.key.key.hex(),
            starts_at=datetime.fromtimestamp(row.key.start_s, UTC),
            ends_at=datetime.fromtimestamp(row.key.end_s, UTC),
            report=row.report,
            batch=batch if row.key.key in went else None,
        )
        for person in composed.made
        for row in person.rows
    )
    kept: defaultdict[tuple[type[DayKey | CoverKey], str], list[int]] = defaultdict(list)
    for row in composed.rows:
        if row.key.key in places:
            model, pk = places[row.key.key]
            kept[model, "revoked_in" if row.revoked else "batch"].append(pk)
    for (model, name), keys in kept.items():
        for start in range(0, len(keys), _MARKED_AT_ONCE):
            model.objects.filter(pk__in=keys[start : start + _MARKED_AT_ONCE]).update(**{name: batch})


def refresh(*, at: datetime) -> bool:
    """Write index and keys when they do not say what the rows say, or were signed long ago; whether they were."""
    with transaction.atomic():
        held = SigningKey.objects.select_for_update().filter(is_root=False).order_by("-version")
        signers = signing.signers(at)
        if not held or not signers:
            return False
        entries, now_s = listed(at), int(at.timestamp())
        ids = [one.public.id for one in signers]
        if _is_current(entries, ids, now_s):
            return False
        published.put(published.folder() / published.KEYS, write_key_set(signing.key_set(at), signing.set_signers(at)))
        published.put(published.folder() / published.INDEX, write_index(Index(now_s, now_s, entries), signers))
    return True


def listed(at: datetime) -> tuple[Entry, ...]:
    """What the index of this moment says."""
    rows = Batch.objects.filter(withdrawn_at=None, until_at__gt=at - timedelta(days=WINDOW_DAYS)).order_by("number")
    made = [
        Entry(row.number, row.sha256, row.size, int(row.from_at.timestamp()), int(row.until_at.timestamp()))
        for row in rows
        if published.batch_path(row.number).exists()  # a restored database may know more than the disk
    ]
    return rolled(made, int(at.timestamp()))


def _is_current(entries: tuple[Entry, ...], ids: list[str], now_s: int) -> bool:
    document = published.document(published.INDEX)
    if document is None or published.document(published.KEYS) is None:
        return False
    outer = json.loads(document)
    said = json.loads(outer["signed"])
    same = [(one["number"], one["sha256"]) for one in said["batches"]] == [(one.number, one.sha256) for one in entries]
    fresh = now_s - said["issued"] < SIGN_AGAIN.total_seconds()
    return same and fresh and [one["key"] for one in outer["signatures"]] == ids


def withdraw(batch: Batch, *, why: str, by: Officer, at: datetime) -> Batch:
    """Take a batch out of the index (thu hồi lô); phones that fetched it forget its keys with the next one."""
    must_be_able_to_operate(by)
    why = why.strip()
    if not 10 <= len(why) <= 300:
        raise Invalid(_("Chưa thu hồi được."), errors=[FieldError("why", _("Ghi rõ lý do, từ 10 đến 300 ký tự."))])
    with transaction.atomic():
        found = Batch.objects.select_for_update().get(pk=batch.pk)
        if found.withdrawn_at:
            raise Conflict(_("Lô này đã được thu hồi."))
        found.withdrawn_at = at
        found.save(update_fields=["withdrawn_at"])
        facts = {"number": found.number, "why": why}
        audit.record("exposure.batch.withdraw", by=by, on=found, at=at, data=facts)
    refresh(at=at)
    return found
