"""What the views share: the assignments picked in a list."""

from collections.abc import Iterable

from django.http import HttpRequest
from django.utils.translation import gettext as _

from vungxanh.apps.org.officers import Officer
from vungxanh.apps.work.models import Assignment
from vungxanh.apps.work.policies import readable
from vungxanh.kit.problems import Invalid

MOST_PICKED = 200
LARGEST_ID = 2**63 - 1


def picked(request: HttpRequest, officer: Officer) -> list[Assignment]:
    """The assignments ticked in a list, in the list's order; ids that the officer may not read are as if not sent."""
    given = request.POST if request.method == "POST" else request.GET
    ids = list(dict.fromkeys(_ids(given.getlist("ids"))))
    if not ids:
        raise Invalid(_("Chưa chọn nhiệm vụ nào. Đánh dấu ít nhất một nhiệm vụ trong danh sách rồi làm lại."))
    if len(ids) > MOST_PICKED:
        raise Invalid(_("Chọn không quá %(most)s nhiệm vụ một lần.") % {"most": MOST_PICKED})
    rows = readable(officer).filter(pk__in=ids).select_related("unit", "directive", "parent")
    found = {row.pk: row for row in rows.defer("directive__text", "directive__reading")}
    return [found[pk] for pk in ids if pk in found]


def _ids(texts: Iterable[str]) -> Iterable[int]:
    return (int(text) for text in texts if text.isdecimal() and len(text) < 20 and int(text) <= LARGEST_ID)
