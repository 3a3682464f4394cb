"""A signing key that leaked is believed no more, from this moment (không tin khóa này nữa)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from vungxanh.apps.exposure import published
from vungxanh.apps.exposure.actions import batches, signing
from vungxanh.apps.exposure.models import Batch, SigningKey
from vungxanh.apps.exposure.policies import must_be_able_to_operate
from vungxanh.apps.org.officers import Officer
from vungxanh.core.exposure.batch import opened
from vungxanh.core.exposure.padding import Chance
from vungxanh.core.exposure.signing import SEED_BYTES
from vungxanh.core.tracing.problems import Refused
from vungxanh.kit import audit
from vungxanh.kit.problems import Conflict, Invalid


def distrust(key: SigningKey, *, why: str, chance: Chance, by: Officer, at: datetime) -> SigningKey:
    """Take a key out of the published set at once; phones that fetch the set refuse whatever it signs.

    Batches that nobody else signed are withdrawn, and what they told is published again under a new number in the same
    act. When it was the newest key, another one signs from now on. The root cannot be dropped: it alone says whom to
    believe. `chance` must be the system's own.
    """
    must_be_able_to_operate(by)
    at, why = at.replace(microsecond=0), batches.checked_reason(why, _("Chưa bỏ được khóa."))
    with transaction.atomic():
        newest = signing.held()
        found = SigningKey.objects.select_for_update().get(pk=key.pk)
        if found.is_root:
            raise Invalid(_("Khóa gốc không bỏ được ở đây: chỉ nó nói được khóa nào đáng tin."))
        if found.distrusted_at:
            raise Conflict(_("Khóa này đã bị bỏ."))
        found.distrusted_at, found.retired_at = at, found.retired_at or at
        found.save(update_fields=["distrusted_at", "retired_at"])
        if found == newest or not signing.valid(at).exists():
            signing.follow(chance.randbytes(SEED_BYTES), by=by, at=at)
        lost = _withdraw_unsigned(at)
        facts = {"key": found.key_id, "version": found.version, "why": why, "batches": lost}
        audit.record("exposure.signing.distrust", by=by, on=found, at=at, data=facts)
        if lost:
            batches.make(chance, at=at)
    batches.refresh(at=at)
    return found


def _withdraw_unsigned(at: datetime) -> list[int]:
    """Withdraw the listed batches that no key of the set signed while it was valid; their numbers."""
    trusted = signing.key_set(at).signers
    lost = []
    for entry in batches.listed(at):
        try:
            opened(published.batch_path(entry.number).read_bytes(), trusted)
        except Refused:
            lost.append(entry.number)
    Batch.objects.filter(number__in=lost).update(withdrawn_at=at)
    return lost
