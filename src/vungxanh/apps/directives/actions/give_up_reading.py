"""End the readings that broke down for good, so that nobody waits for them (bỏ lượt đọc hỏng)."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from vungxanh.apps.directives.actions.tell import tell_of_reading
from vungxanh.apps.directives.models import Reception, ReceptionState
from vungxanh.apps.directives.queries.receptions import GOING
from vungxanh.kit import audit
from vungxanh.kit.actors import SystemActor

BY = SystemActor("reading")


def give_up_reading(reception_ids: Collection[int], *, at: datetime) -> int:
    """Let those still under way end as FAILED, each with its notice; returns how many, and none the second time."""
    under_way = Reception.objects.filter(pk__in=reception_ids, state__in=GOING).order_by("pk")
    with transaction.atomic():
        receptions = list(under_way.select_for_update(of=("self",)))
        for reception in receptions:
            reception.state = ReceptionState.FAILED
            reception.problem = _("Phần mềm gặp lỗi khi đọc bản quét này. Hãy gửi lại tệp hoặc dán nội dung văn bản.")
            reception.save(update_fields=["state", "problem"])
            audit.record("directives.give_up_reading", by=BY, on=reception, at=at)
            tell_of_reading(reception, at=at)
    return len(receptions)
