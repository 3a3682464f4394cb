"""The five words for the state of work (trạng thái), in the order they are always shown."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "not-started": _("chưa bắt đầu"),
    "doing": _("đang làm"),
    "waiting": _("chờ duyệt"),
    "done": _("đã xong"),
    "overdue": _("quá hạn"),
}
