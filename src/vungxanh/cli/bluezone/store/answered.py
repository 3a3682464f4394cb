"""What a server answered to a report, what that means, and what its owner does now (trả lời của máy chủ)."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from vungxanh.cli.bluezone.said import local_time

if TYPE_CHECKING:
    from vungxanh.device.store import Store

_OUTCOMES = {
    "not_consented": ("Chủ máy không đồng ý: không gửi gì.", "The owner did not consent: nothing was sent."),
    "accepted": ("Đã gửi và được nhận; máy đã đổi khoá mới.", "Sent and accepted; the phone has a new key."),
    "later": (
        "Chưa được nhận; máy đã đổi khoá mới. Tác tử hoặc «store send» thử lại, «store withdraw» rút lại.",
        "Not accepted yet; the phone has a new key. An agent or “store send” tries it, “store withdraw” takes it back.",
    ),
    "refused": (
        "Máy chủ từ chối; máy đã đổi khoá mới. Khoá cũ còn giữ kín để báo lại.",
        "The server refused; the phone has a new key. The old one stays sealed, to report again.",
    ),
    "given_up": (
        "Đã quá hạn thử; máy đã đổi khoá mới. Có thể báo lại.",
        "Tried for too long; the phone has a new key. It can be reported again.",
    ),
    "withdrawn": (
        "Đã rút trong lúc gửi: máy chủ có thể đã nhận. Máy đã đổi khoá mới.",
        "Taken back while it was being sent: the server may have it. The phone has a new key.",
    ),
    "no_consent": ("Không gửi: khác nội dung đã đồng ý.", "Not sent: it is not what was consented to."),
}
_CURES = {
    "code": (
        "Máy chủ trả lời {status}: mã sai, đã dùng hoặc hết hạn. Xin cán bộ y tế mã mới rồi báo lại.",
        "The server answered {status}: the code is wrong, used or out of date. Ask the health officer for a new one.",
    ),
    "content": (
        "Máy chủ trả lời {status}: không nhận mã hoặc nội dung này. Kiểm tra --code và --server với cán bộ y tế.",
        "The server answered {status}: code or content is not taken. Check --code and --server with the officer.",
    ),
    "moved": (
        "Máy chủ trả lời {status}: chỉ sang địa chỉ khác, máy không đi theo. Hỏi cán bộ y tế địa chỉ đúng.",
        "The server answered {status}: it points elsewhere, and the phone does not follow. Ask for the right --server.",
    ),
    "address": (
        "Máy chủ trả lời {status}: địa chỉ này không nhận khoá. Hỏi cán bộ y tế địa chỉ đúng cho --server.",
        "The server answered {status}: this address takes no keys. Ask the health officer for the right --server.",
    ),
    "busy": ("Máy chủ trả lời {status}: đang bận hoặc hỏng.", "The server answered {status}: it is busy or broken."),
    "silent": ("Không tới được máy chủ: {reason}.", "The server is not reached: {reason}."),
    "next": ("Lần thử tới: {next_try}.", "The next try: {next_try}."),
}
_BY_STATUS = {401: "code", 403: "code", 404: "address", 405: "address", 410: "address", 408: "busy", 425: "busy"}


@dataclass(frozen=True, slots=True)
class Answer:
    """How a report ended; the server's `status` (None without an answer), else the code of the reason for silence."""

    outcome: str
    status: int | None = None
    reason: str = ""
    next_ms: int = 0

    @property
    def next_try(self) -> str | None:
        """When it is tried again, in Viet Nam."""
        return local_time(self.next_ms) if self.next_ms else None

    def said(self, lang: str) -> str:
        """For its owner: what happened, why, and what to do."""
        from vungxanh.device.reasons import Reason

        reason = Reason.noted(self.reason) or Reason("other", self.reason)
        facts = {"status": f"HTTP {self.status}", "reason": reason.said(lang), "next_try": self.next_try}
        told = [_OUTCOMES[self.outcome]]
        if self.outcome in {"refused", "later", "given_up"}:
            told.append(_CURES[_cure(self.status)])
        if self.next_try:
            told.append(_CURES["next"])
        return "\n".join(each[lang == "en"].format(**facts) for each in told)


def _cure(status: int | None) -> str:
    if not status:
        return "silent"
    if status in _BY_STATUS:
        return _BY_STATUS[status]
    return "moved" if 300 <= status < 400 else "busy" if status == 429 or status >= 500 else "content"


def next_of(store: "Store") -> int:
    """When the first of what waits is due, in ms since 1970; 0 when nothing waits."""
    from vungxanh.device import upload

    return min((letter.next_ms for _, letter in upload.OUTBOX.waiting(store)), default=0)


def tries(store: "Store") -> list[Answer]:
    """How every try ended so far, as the owner's log has it."""
    return [
        Answer(one.outcome, _number(one.facts.get("status")), str(one.facts.get("reason", "")))
        for one in store.requests()
        if one.what == "upload"
    ]


def _number(status: object) -> int | None:
    return status if isinstance(status, int) and status else None
