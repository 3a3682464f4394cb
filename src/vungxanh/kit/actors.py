"""Who acts: every write names one actor (người thực hiện) in the audit chain."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

_KEY = "system:"
_OF_SYSTEM = _("Hệ thống (%(part)s)")
PARTS = {
    "batches": _("lô khóa Bluezone"),
    "bluezone": _("điện thoại Bluezone"),
    "calendar": _("lịch làm việc"),
    "console": _("dòng lệnh"),
    "demonstration": _("dữ liệu mẫu"),
    "directory": _("danh bạ"),
    "exposure": _("máy chủ Bluezone"),
    "follow-up": _("theo dõi hằng ngày"),
    "journey": _("diễn tập Bluezone"),
    "migrate": _("nâng cấp phần mềm"),
    "performers": _("đổi người giữ chức vụ"),
    "policy": _("áp dụng chính sách"),
    "push": _("gửi tin đến điện thoại"),
    "push-keys": _("khóa theo ngày của Bluezone"),
    "reading": _("đọc văn bản"),
    "recurrence": _("nhiệm vụ định kỳ"),
    "retention": _("thời hạn lưu giữ"),
    "sign-in": _("đăng nhập"),
    "signing": _("khóa ký Bluezone"),
    "succession": _("đơn vị kế thừa"),
    "vungxanh org": _("nhập danh bạ"),
}
"""What people read for each part of the system that acts by itself; its machine name stays in the key."""
NOBODY_NAMED = {"device": _("Thiết bị %(number)s"), "plan": _("Người được theo dõi")}
"""What people read for actors who have no name, by the kind that begins their key."""


class Actor(Protocol):
    """A person in a post, or a part of the system, that changes something."""

    @property
    def actor_key(self) -> str:
        """A stable key such as `user:12` or `system:reminders`."""

    @property
    def actor_name(self) -> str:
        """The name people read in a history."""

    @property
    def unit_code(self) -> str:
        """The code of the unit acted for; empty for the system."""


@dataclass(frozen=True, slots=True)
class SystemActor:
    """A part of the system that acts by itself, such as the reminder tick (hệ thống)."""

    name: str

    @property
    def actor_key(self) -> str:
        """`system:` and the part's name."""
        return f"{_KEY}{self.name}"

    @property
    def actor_name(self) -> str:
        """The name people read in a history, in Vietnamese whoever caused the act: it is part of the entry's hash."""
        return _spoken(self.name, str)

    @property
    def unit_code(self) -> str:
        """Always empty: the system acts for no unit."""
        return ""


def shown_name(key: str, name: str) -> str:
    """An actor's name as entered, for the reader: who is nobody by name in their language (tên người thực hiện).

    By its key, so that entries from before a part of the system was named, or renamed, read like those of today.
    """
    if key.startswith(_KEY):
        return _spoken(key.removeprefix(_KEY), gettext)
    kind, _colon, number = key.partition(":")
    return gettext(NOBODY_NAMED[kind]) % {"number": number or "Bluezone"} if kind in NOBODY_NAMED else name


def _spoken(name: str, word: Callable[[str], str]) -> str:
    """The system with the readable name of its part, and who sat at it where that is known ("console, lan.nt")."""
    part, comma, who = name.partition(", ")
    readable = word(PARTS[part]) if part in PARTS else part
    return word(_OF_SYSTEM) % {"part": f"{readable}{comma}{who}"}
