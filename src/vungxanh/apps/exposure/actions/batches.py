"""Keys become a signed, immutable batch; the index says which there are; a batch is withdrawn (công bố lô khóa).

The file lies aside before the transaction begins and takes its name just before the row is committed, under a number
that is taken only with the row. Killed in between, nothing was published: the next run writes the same number anew.
Killed after the commit, the next run finds an index that does not say what the rows say, and writes it.

What a withdrawn batch told and is still true comes again with the next one. A clock that is set back stops nothing:
numbers go on from what was published, and a batch dated ahead of the time waits for its time or is withdrawn.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from vungxanh.apps.exposure import published
from vungxanh.apps.exposure.actions import signing
from vungxanh.apps.exposure.actions.preparing import Ready, prepare, tell_operators
from vungxanh.apps.exposure.models import Aside, Batch, CoverKey, DayKey
from vungxanh.apps.exposure.policies import must_be_able_to_operate
from vungxanh.apps.exposure.queries.waiting import still
from vungxanh.apps.org.officers import Officer
from vungxanh.core.exposure.index import WINDOW_DAYS, Entry, Index, path_of, rolled, write_index
from vungxanh.core.exposure.keyset import KeySet, next_sequence, write_key_set
from vungxanh.core.exposure.padding import Chance
from vungxanh.kit import audit
from vungxanh.kit.actors import SystemActor
from vungxanh.kit.bulk import insert
from vungxanh.kit.problems import Conflict, FieldError, Invalid

EVERY = timedelta(hours=4)
SIGN_AGAIN = timedelta(hours=12)
_ATTEMPTS, _MARKED_AT_ONCE, _NAMED = 3, 5_000, 20
BY = SystemActor("batches")


def next_due(at: datetime) -> datetime:
    """When the next batch is made: every four hours from installation on, whether anybody has reported or not.

    A rhythm that began with the first report, or stopped without any, would tell when somebody reported.
    """
    last = Batch.objects.order_by("-number").first()
    if last is None or last.made_at > at + EVERY:  # the clock was set back: nobody waits until it has caught up
        return at
    return max(last.made_at + EVERY, at)


def publish(*, chance: Chance, at: datetime) -> Batch | None:
    """Make the batch that is due, if one is (công bố lô khóa), then bring index and keys up to date.

    It is composed before the transaction that publishes it; when what it is made of has changed by then, anew.
    """
    at = at.replace(microsecond=0)
    with transaction.atomic():
        signing.held()
        _withdraw_ahead(at)
    batch = None
    for _attempt in range(_ATTEMPTS):
        if next_due(at) > at:
            break
        try:
            batch = make(chance, at=at)
            break
        except Conflict:
            continue  # the next run tries again
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
    """A batch of what waits, due or not; None when no key is there that may sign, or none would be read.

    Raises Conflict when somebody else has published, a key was dropped, or a report was taken back in the meantime.
    """
    ready = prepare(chance, every_s=int(EVERY.total_seconds()), at=at)
    if ready is None:
        return None
    with published.drafted(published.batch_path(ready.head.number), ready.content) as place, transaction.atomic():
        signing.held()  # one maker at a time
        last = Batch.objects.order_by("-number").first()
        if (last.number if last else 0) + 1 != ready.head.number or list(signing.valid(at)) != list(ready.keys):
            raise Conflict(_("Đã có lô khác được công bố."))
        batch = _noted(ready, at)
        facts = {"number": batch.number, "rows": batch.rows}
        audit.record("exposure.batch.publish", by=BY, on=batch, at=at, data=facts)
        place()
    return batch


def _noted(ready: Ready, at: datetime) -> Batch:
    """Write down the batch, which keys went, which never will, and the made people whole."""
    head = ready.head
    batch = Batch.objects.create(
        number=head.number,
        name=path_of(head.number),
        made_at=at,
        from_at=datetime.fromtimestamp(head.from_s, UTC),
        until_at=at,
        rows=len(ready.composed.rows),
        size=len(ready.content),
        sha256=hashlib.sha256(ready.content).hexdigest(),
        signed_by=ready.keys[0],
    )
    _mark(ready, batch)
    _set_aside(ready.unfit(), at)
    insert(CoverKey, [row | {"batch_id": batch.pk if went else None} for row, went in ready.made])
    return batch


def _mark(ready: Ready, batch: Batch) -> None:
    """Which keys went; Conflict when one is no longer what it was when the batch was composed."""
    kept: defaultdict[tuple[bool, bool], list[int]] = defaultdict(list)
    for place in ready.composed.went.tolist():
        kept[ready.waiting.real[place], ready.waiting.revoked[place]].append(ready.waiting.pks[place])
    for (real, revoked), pks in kept.items():
        model = DayKey if real else CoverKey
        if real and not set(pks) <= set(still(revoked=revoked, at=batch.made_at)):
            raise Conflict(_("Khai báo đã thay đổi trong lúc lập lô."))
        told = {"revoked_in": batch} if revoked else {"batch": batch, "revoked_in": None}
        for start in range(0, len(pks), _MARKED_AT_ONCE):
            model.objects.filter(pk__in=pks[start : start + _MARKED_AT_ONCE]).update(**told)


def _set_aside(unfit: Mapping[int, str], at: datetime) -> None:
    """Name to the operators the rows that no phone could read; the rest goes out without them."""
    for why in sorted(set(unfit.values())):
        pks = [pk for pk, code in unfit.items() if code == why]
        rows = DayKey.objects.filter(pk__in=pks)
        uploads = Counter(rows.order_by("upload_id").values_list("upload_id", flat=True))
        Aside.objects.bulk_create([Aside(upload_id=pk, why=why, keys=count, at=at) for pk, count in uploads.items()])
        rows.update(set_aside=why)
        named = [str(one) for one in [*uploads][:_NAMED]]
        facts = {"why": why, "keys": len(pks), "uploads": named}
        audit.record("exposure.key.set_aside", by=BY, on=None, at=at, data=facts)
        told = _("%(count)d khóa bị gạt khỏi lô vì điện thoại không đọc được") % {"count": len(pks)}
        body = _("Lý do: %(why)s. Lượt khai báo: %(uploads)s") % {"why": why, "uploads": ", ".join(named)}
        tell_operators(told, body, key=f"exposure.set_aside:{why}:{min(pks)}", page="exposure:asides", at=at)


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
