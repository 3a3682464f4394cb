"""What becomes of duties when a unit merges or ends, found out by doing it for a moment (hệ quả đối với nhiệm vụ)."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from vungxanh.apps.org.foresight import Fact, Turn, foresee
from vungxanh.apps.work.actions.resettling import resettle
from vungxanh.apps.work.models import Assignment
from vungxanh.apps.work.queries.orphans import living


@foresee
def duties(turn: Turn) -> Iterator[Fact]:
    """Open duties that go to the heir, those that it has already, and what the unit gave; as `follow_units` does it."""
    if turn.act == "move":
        return
    held = Assignment.objects.filter(is_open=True, unit=turn.unit)
    given = living(Assignment.objects.filter(assigned_by=turn.unit))
    if turn.other is None:
        yield _("Nhiệm vụ đang mở chờ nơi giao xử lý"), held.count()
        yield _("Nhiệm vụ đã giao đi, đơn vị cấp trên theo dõi tiếp"), given.count()
        return
    told = given.count()
    given.update(assigned_by=turn.other)
    rows = list(held.select_for_update(of=("self",)).order_by("pk"))
    settled = resettle(rows, dict.fromkeys((row.pk for row in rows), turn.other.pk), at=turn.at)
    yield _("Nhiệm vụ đang mở chuyển sang đơn vị nhận"), len(settled.moved)
    yield _("Nhiệm vụ trùng, gộp vào nhiệm vụ đơn vị nhận đã có"), len(settled.ended)
    yield _("Nhiệm vụ đã giao đi, đơn vị nhận theo dõi tiếp"), told
