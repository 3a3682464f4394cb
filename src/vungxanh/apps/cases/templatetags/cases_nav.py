"""The pages of case work as tabs on every one of its lists (các trang truy vết)."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django import template
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from vungxanh.apps.cases.policies import may_enter, may_follow_anybody
from vungxanh.apps.exposure.policies import may_dismiss, may_issue, may_judge_reports
from vungxanh.apps.org.officers import Officer

register = template.Library()
# Short enough for all of them to stand side by side on a desk, in either language: the page's heading is the long name.
_PAGES: tuple[tuple[str, str | Promise, Callable[[Officer], bool]], ...] = (
    ("cases:home", _("Hôm nay"), may_enter),
    ("cases:people", _("Người tiếp xúc"), may_enter),
    ("cases:cases", _("Ca bệnh"), may_enter),
    ("cases:orders", pgettext_lazy("tab", "Cách ly"), may_enter),
    ("cases:alike", pgettext_lazy("tab", "Có thể trùng"), may_follow_anybody),
    ("exposure:codes", _("Mã khai báo"), may_issue),
    ("exposure:reports", _("Tự báo"), may_judge_reports),
    ("exposure:asides", _("Khóa bị gạt"), may_dismiss),
    ("cases:pictures", _("Biểu đồ"), may_enter),
    ("cases:chain", pgettext_lazy("tab", "Chuỗi lây"), may_enter),
    ("cases:planner", pgettext_lazy("tab", "Độ phủ"), may_enter),
    ("cases:policies", _("Chính sách"), may_enter),
)


@register.inclusion_tag("cases/_nav.html", takes_context=True)
def case_nav(context: Mapping[str, Any], here: str) -> dict[str, object]:
    """The tabs this officer has; `here` is the name of the page's route."""
    return {"tabs": list(_tabs(context["officer"], f"cases:{here}"))}


def _tabs(officer: Officer, here: str) -> Iterator[dict[str, object]]:
    for route, label, may in _PAGES:
        if may(officer):
            yield {"url": reverse(route), "label": label, "active": route == here}
