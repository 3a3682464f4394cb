"""Words for meetings of which nothing follows, said where they are entered (tiếp xúc không tính)."""

from collections import Counter
from collections.abc import Collection, Iterator
from datetime import datetime

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from vungxanh.apps.cases.models import Exposure
from vungxanh.apps.cases.queries.windows import Void, outside
from vungxanh.kit.clock import day_of
from vungxanh.ui import formats


def told_void(rows: Collection[Exposure], at: datetime) -> Iterator[str]:
    """One sentence for each window that some of these meetings lie outside of, and each isolation (4 queries)."""
    for void, many in Counter(outside(rows, day_of(at)).values()).items():
        beyond = ngettext(
            "%(n)d lần gặp nằm ngoài thời gian lây (%(when)s) nên không tính: xem lại ngày giờ.",
            "%(n)d lần gặp nằm ngoài thời gian lây (%(when)s) nên không tính: xem lại ngày giờ.",
            many,
        )
        apart = ngettext(
            "%(n)d lần gặp lúc người bệnh đang cách ly (%(when)s) nên không tính: xem lại ngày giờ.",
            "%(n)d lần gặp lúc người bệnh đang cách ly (%(when)s) nên không tính: xem lại ngày giờ.",
            many,
        )
        yield (apart if void.is_apart else beyond) % {"n": many, "when": _spoken(void)}


def _spoken(window: Void) -> str:
    language = get_language() or "vi"
    since = _("từ %(at)s") % {"at": formats.moment(window.since, language)}
    return since + (" " + _("đến %(at)s") % {"at": formats.moment(window.until, language)} if window.until else "")
