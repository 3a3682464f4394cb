"""A decision of the ministry or the province enters as the next version of the rules (nhập chính sách)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from vungxanh.apps.cases import policies
from vungxanh.apps.cases.events import PolicyEntered
from vungxanh.apps.cases.models import Policy
from vungxanh.apps.org.officers import Officer
from vungxanh.core.casework import policy as rules
from vungxanh.core.casework.policy_json import as_json
from vungxanh.kit import audit, events
from vungxanh.kit.problems import Conflict, Invalid


def enter_policy(policy: rules.Policy, *, by: Officer, at: datetime) -> Policy:
    """Keep the rules as a version; one of the same number is a correction, and the older one counts no more from today.

    Whoever it touches is derived again after commit. Invalid with every problem of the rules, Conflict for rules that
    stand already.
    """
    policies.must_rule(by)
    must_be_sound(policy)
    with transaction.atomic():
        audit.hold()
        versions = Policy.objects.filter(decision=policy.number)
        current = versions.filter(replaced_at=None).first()
        if current is not None:
            if current.rules == as_json(policy):
                raise Conflict(_("Chính sách này đã có và không khác gì."))
            current.replaced_at = at
            current.save(update_fields=["replaced_at"])
        row = Policy.objects.create(
            version=f"{policy.number} ({versions.count() + 1})" if current else policy.number,
            decision=policy.number,
            title=policy.title,
            valid_from=policy.valid_from,
            rules=as_json(policy),
            entered_at=at,
        )
        replaced = {"replaces": current.version} if current else {}
        audit.record(
            "cases.policy.enter", by=by, on=row, at=at, data={"valid_from": policy.valid_from.isoformat(), **replaced}
        )
        events.announce(PolicyEntered(row.pk, at))
    return row


def must_be_sound(policy: rules.Policy) -> None:
    """Invalid with every problem of the rules."""
    if wrong := rules.problems(policy):
        raise Invalid(" ".join(one.vi for one in wrong))
