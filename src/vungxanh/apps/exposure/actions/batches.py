"""Keys become a signed, immutable batch; the index says which there are; a batch is withdrawn (công bố lô khóa).

The file is written before its row is committed, under a number that is taken only with the row. Killed in between,
nothing was published: the next run writes the same number anew from the same rows. Killed after the commit, the next
run finds an index that does not say what the rows say, and writes it.

What a withdrawn batch told and is still true comes again with the next one. A clock that is set back stops nothing:
numbers go on from what was published, and a batch dated ahead of the time waits for its time or is withdrawn.
"""

import hashlib
from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from vungxanh.apps.exposure import published
from vungxanh.apps.exposure.actions import signing
from vungxanh.apps.exposure.models import Batch, CoverKey, DayKey, Upload, UploadKind
from vungxanh.apps.exposure.policies import must_be_able_to_operate
from vungxanh.apps.exposure.queries import waiting
from vungxanh.apps.exposure.queries.waiting import Places
from vungxanh.apps.org.officers import Officer
from vungxanh.core.exposure.batch import Head, write_batch
from vungxanh.core.exposure.index import WINDOW_DAYS, Entry, Index, path_of, rolled, write_index
from vungxanh.core.exposure.keyset import KeySet, next_sequence, write_key_set
from vungxanh.core.exposure.padding import RETENTION_DAYS, Chance, Composition, compose
from vungxanh.kit import audit
from vungxanh.kit.actors import SystemActor
from vungxanh.kit.problems import Conflict, FieldError, Invalid

EVERY = timedelta(hours=4)
SIGN_AGAIN = timedelta(hours=12)
COVERS_A_REVOCATION, _MARKED_AT_ONCE = 4, 500
BY = SystemActor("batches")


def next_due(at: datetime) -> datetime | None:
    """When the next batch is made; None while nobody has reported for as long as keys are of use.

    The rhythm does not follow the reports: a batch comes every four hours whether somebody is in it or not.
    """
    since = at - timedelta(days=RETENTION_DAYS)
    if not Upload.objects.filter(kind=UploadKind.CASE, code__isnull=False, received_at__gt=since).exists():
        return None
    last = Batch.objects.order_by("-number").first()
    if last is None or last.made_at > at + EVERY:  # the clock was set back: nobody waits until it has caught up
        return at
    return max(last.made_at + EVERY, at)


def publish(*, chance: Chance, at: datetime) -> Batch | None:
    """Make the batch that is due, if one is (công bố lô khóa), then bring index and keys up to date."""
    at = at.replace(microsecond=0)
    with transaction.atomic():
        signing.held()  # one maker at a time: whoever comes second finds that nothing is due
        _withdraw_ahead(at)
        due = next_due(at)
        batch = make(chance, at=at) if due is not None and due <= at else None
    refresh(at=at)
    return batch


def _withdraw_ahead(at: datetime) -> None:
    """Withdraw what a clock that was ahead has dated so late that nobody can wait for it; its keys come again."""
    for batch in Batch.objects.filter(withdrawn_at=None, until_at__gt=at + EVERY).order_by("number"):
        batch.withdrawn_at = at
        batch.save(update_fields=["withdrawn_at"])
        facts = {"number": batch.number, "why": "clock set back"}
        audit.record("exposure.batch.withdraw", by=BY, on=batch, at=at, data=facts)


def make(chance: Chance, *, at: datetime) -> Batch | None:
    """A batch of what waits, due or not; None when no key is there that may sign. The caller holds the keys."""
    key, last, until_s = signing.valid(at).first(), Batch.objects.order_by("-number").first(), int(at.timestamp())
    if key is None:
        return None
    from_s = min(int(last.until_at.timestamp()), until_s - 1) if last else until_s - int(EVERY.total_seconds())
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
    back = waiting.covers_to_take_back(at, COVERS_A_REVOCATION, chance=chance)
    again = waiting.covers_to_bring_back(at, COVERS_A_REVOCATION, chance=chance)
    people = [
        *waiting.taken_back(at, places),
        *waiting.covers(back, at, places, revoked=True),
        *waiting.real_people(at, places),
        *waiting.covers(again, at, places, revoked=False),
        *waiting.cover_people(at, places, but={*back, *again}),
    ]
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
    kept: defaultdict[tuple[type[DayKey | CoverKey], bool], list[int]] = defaultdict(list)
    for row in composed.rows:
        if row.key.key in places:
            model, pk = places[row.key.key]
            kept[model, row.revoked].append(pk)
    for (model, revoked), keys in kept.items():
        told = {"revoked_in": batch} if revoked else {"batch": batch, "revoked_in": None}
        for start in range(0, len(keys), _MARKED_AT_ONCE):
            model.objects.filter(pk__in=keys[start : start + _MARKED_AT_ONCE]).update(**told)


def refresh(*, at: datetime) -> bool:
    """Write index and keys when they do not say what the rows say, or were signed long ago; whether they were."""
    with transaction.atomic():
        signing.held()
        signers, roots = signing.signers(at), signing.set_signers(at)
        if not signers or not roots:
            return False
        entries, now_s = listed(at), int(at.timestamp())
        keys, index = published.said(published.KEYS), published.said(published.INDEX)
        key_set = signing.key_set(at, keys.get("sequence", 0))
        if _is_current(index, entries, [one.public.id for one in signers], now_s) and _has(keys, key_set):
            return False
        published.put(published.folder() / published.KEYS, write_key_set(key_set, roots))
        written = Index(next_sequence(index.get("sequence", 0), now_s), now_s, entries)
        published.put(published.folder() / published.INDEX, write_index(written, signers))
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


def _is_current(said: Mapping[str, Any], entries: tuple[Entry, ...], ids: list[str], now_s: int) -> bool:
    if not said or published.signed_by(published.INDEX) != ids:
        return False
    same = [(one["number"], one["sha256"]) for one in said["batches"]] == [(one.number, one.sha256) for one in entries]
    return same and 0 <= now_s - said["issued"] < SIGN_AGAIN.total_seconds()


def _has(said: Mapping[str, Any], key_set: KeySet) -> bool:
    """Whether the published set has these keys and no other."""
    return [one["id"] for one in said.get("keys", ())] == [one.id for one in key_set.keys]


def withdraw(batch: Batch, *, why: str, by: Officer, at: datetime) -> Batch:
    """Take a batch out of the index (thu hồi lô); what it told and is still true comes again with the next one.

    Until then, who is in it by mistake can be revoked.
    """
    must_be_able_to_operate(by)
    why = checked_reason(why, _("Chưa thu hồi được."))
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


def checked_reason(why: str, refusal: str) -> str:
    """The reason, trimmed; raises Invalid for one that says too little or too much."""
    why = why.strip()
    if not 10 <= len(why) <= 300:
        raise Invalid(refusal, errors=[FieldError("why", _("Ghi rõ lý do, từ 10 đến 300 ký tự."))])
    return why
