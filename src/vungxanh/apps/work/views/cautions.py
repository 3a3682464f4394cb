"""What to weigh before an act, from what stands below the assignment (điều cần cân nhắc)."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vungxanh.apps.work.models import Assignment, State
from vungxanh.apps.work.policies import Act
from vungxanh.apps.work.queries.closing import Extent, closing, goes_on
from vungxanh.apps.work.queries.receivers import held_by_units, without_it_yet
from vungxanh.apps.work.queries.rollup import rollups
from vungxanh.apps.work.queries.tree import followers, open_below
from vungxanh.kit.clock import day_of


def caution_of(act: Act, assignment: Assignment, at: datetime) -> str:
    """The sentence above the form of the act; empty when there is nothing to weigh."""
    if act is Act.REPORT:
        return _before_report(assignment, at)
    if act is Act.ACCEPT:
        return _before_acceptance(assignment)
    if act is Act.DECIDE_EXTENSION:
        return _before_extension(assignment)
    if act is Act.CASCADE:
        return _before_handing_down(assignment, at)
    return _before_closing(assignment) if act is Act.CLOSE else ""


def _before_handing_down(assignment: Assignment, at: datetime) -> str:
    """The units below to whom others gave the task: they are not ticked, and would have it twice."""
    count = len(held_by_units(assignment, without_it_yet(assignment, day_of(at))))
    told = ngettext(
        "%(n)d đơn vị đã được giao trực tiếp nhiệm vụ này nên không đánh dấu sẵn. Giao thêm thì đơn vị có hai việc, "
        "số liệu tính cả hai.",
        "%(n)d đơn vị đã được giao trực tiếp nhiệm vụ này nên không đánh dấu sẵn. Giao thêm thì đơn vị có hai việc, "
        "số liệu tính cả hai.",
        count,
    )
    return told % {"n": count} if count else ""


def _before_report(assignment: Assignment, at: datetime) -> str:
    """The units below that have not reported theirs."""
    below = rollups([assignment.pk], at).get(assignment.pk)
    if below is None or below.counts.done >= below.counts.total:
        return ""
    told = _("Cấp dưới mới báo cáo xong %(done)s trên %(total)s nhiệm vụ. Báo cáo này là của cả đơn vị anh/chị.")
    return told % {"done": below.counts.done, "total": below.counts.total}


def _before_acceptance(assignment: Assignment) -> str:
    """What would stay open under an accepted duty."""
    count = open_below(assignment)
    told = ngettext(
        "Cấp dưới còn %(n)d nhiệm vụ đang mở, chưa được duyệt.",
        "Cấp dưới còn %(n)d nhiệm vụ đang mở, chưa được duyệt.",
        count,
    )
    return told % {"n": count} if count else ""


def _before_extension(assignment: Assignment) -> str:
    """Whose deadlines follow, and whose do not."""
    found = followers(assignment)
    helping, below = len(found.partners), len(found.below)
    said = (
        (helping, _helping_moves(helping)),
        (below, _below_moves(below)),
        (found.partners_apart, _helping_stays(found.partners_apart)),
        (found.below_apart, _below_stays(found.below_apart)),
    )
    return " ".join(words % {"n": count} for count, words in said if count)


def _helping_moves(count: int) -> str:
    return ngettext(
        "Đồng ý thì hạn của %(n)d đơn vị phối hợp theo hạn này cũng dời.",
        "Đồng ý thì hạn của %(n)d đơn vị phối hợp theo hạn này cũng dời.",
        count,
    )


def _below_moves(count: int) -> str:
    return ngettext(
        "Đồng ý thì hạn của %(n)d nhiệm vụ cấp dưới theo hạn này cũng dời.",
        "Đồng ý thì hạn của %(n)d nhiệm vụ cấp dưới theo hạn này cũng dời.",
        count,
    )


def _helping_stays(count: int) -> str:
    return ngettext(
        "%(n)d đơn vị phối hợp có hạn riêng, giữ nguyên.",
        "%(n)d đơn vị phối hợp có hạn riêng, giữ nguyên.",
        count,
    )


def _below_stays(count: int) -> str:
    return ngettext(
        "%(n)d nhiệm vụ cấp dưới có hạn riêng, giữ nguyên.",
        "%(n)d nhiệm vụ cấp dưới có hạn riêng, giữ nguyên.",
        count,
    )


def _before_closing(assignment: Assignment) -> str:
    """How much ends; where there is a choice the form itself says it."""
    if goes_on(assignment):
        return ""
    count = len(closing(assignment, Extent.SERIES).rows)
    if assignment.state == State.ACCEPTED:
        told = ngettext(
            "Kết quả đã chấp nhận giữ nguyên; %(n)d nhiệm vụ cấp dưới đang mở sẽ đóng.",
            "Kết quả đã chấp nhận giữ nguyên; %(n)d nhiệm vụ cấp dưới đang mở sẽ đóng.",
            count,
        )
        return told % {"n": count}
    told = ngettext(
        "Sẽ đóng %(n)d nhiệm vụ, kể cả việc phối hợp và việc đã giao cấp dưới.",
        "Sẽ đóng %(n)d nhiệm vụ, kể cả việc phối hợp và việc đã giao cấp dưới.",
        count,
    )
    return told % {"n": count}
