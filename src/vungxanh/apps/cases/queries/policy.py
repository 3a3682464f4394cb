"""The policy in force on a day."""

from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from vungxanh.apps.cases.models import Policy
from vungxanh.core.casework import policy as rules
from vungxanh.core.casework.policy_json import from_json
from vungxanh.kit.problems import Conflict


def in_force(on: date) -> tuple[Policy, rules.Policy]:
    """The row and its rules (1 query): the latest that began by the day and was not replaced; Conflict without any."""
    found = Policy.objects.filter(valid_from__lte=on).filter(Q(replaced_at=None) | Q(replaced_at__date__gt=on))
    row = found.order_by("-valid_from", "-id").first()
    if row is None:
        raise Conflict(_("Chưa có chính sách nào có hiệu lực vào ngày này."))
    return row, from_json(row.rules)
