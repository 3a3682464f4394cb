"""The decisions a new installation begins with (chính sách ban đầu)."""

from datetime import datetime

from vungxanh.apps.cases.models import Policy
from vungxanh.core.casework.official import OFFICIAL
from vungxanh.core.casework.policy_json import as_json
from vungxanh.kit import audit
from vungxanh.kit.actors import Actor


def seed_policies(*, by: Actor, at: datetime) -> int:
    """Enter each official policy that is not there yet; how many. Inside a transaction."""
    known = set(Policy.objects.values_list("version", flat=True))
    rows = [
        Policy(
            version=policy.number,
            decision=policy.number,
            title=policy.title,
            valid_from=policy.valid_from,
            rules=as_json(policy),
            entered_at=at,
        )
        for policy in OFFICIAL
        if policy.number not in known
    ]
    for row in rows:
        row.save()
    if rows:
        audit.record_many("cases.policy.seed", by=by, on=rows, at=at)
    return len(rows)
