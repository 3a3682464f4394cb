"""What the owner reads and answers before keys leave: all of it, then the whole in one question (nội dung đồng ý)."""

from collections.abc import Sequence
from datetime import datetime, timedelta, timezone

from vungxanh.core.exposure.redaction import Hours
from vungxanh.core.exposure.slotkeys import SlotKey
from vungxanh.core.tracing.keylist import PositiveKey

_VIET_NAM = timezone(timedelta(hours=7))
_CONTENT = (
    (
        "Gửi tới {server}:\n  mã của cán bộ y tế: {code}\n  {count} khoá ngày (giờ Việt Nam):\n{days}\n"
        "  số ngẫu nhiên của máy, để máy chủ đếm số lần thử mã: {device}\n"
        "Ai có các khoá này nhận ra mã máy này đã phát trong những ngày đó, không nhận ra ngày khác.\n"
        "Không gửi: khoá gốc, danh sách người đã gặp, tên, số điện thoại.\n"
        "Đồng ý là máy đổi khoá mới, trước khi gửi."
    ),
    (
        "To {server}:\n  health officer's code: {code}\n  day keys, by the time of Viet Nam ({count}):\n{days}\n"
        "  a number of chance, by which the server counts tries of this phone: {device}\n"
        "Whoever has these keys recognises the identifiers this phone sent on those days, and on no others.\n"
        "Not sent: the base key, whom you met, name, telephone number.\n"
        "With your yes, before sending, the phone takes a new key."
    ),
)
_LEFT_OUT = (
    (
        "Giờ bỏ ra. Khoá kể mọi mã từ giờ bắt đầu đến hết ngày UTC, nên phần ngày trước\n"
        "giờ đã chọn cũng ở lại. Không gửi (giờ Việt Nam), và người gặp bạn trong các\n"
        "giờ này sẽ không được báo:\n{hours}"
    ),
    (
        "Hours left out. A key tells every identifier from its beginning to the end of the\n"
        "UTC day, so what lies before the chosen hours on that day stays too. Not sent (time\n"
        "of Viet Nam), and whom you met then will not be told:\n{hours}"
    ),
)
_QUESTION = (
    "Gửi {count} khoá ngày\n  tới {server}\n  với mã {code}?\nGhi cả chữ «có» để gửi [có/KHÔNG] ",
    "Send {count} day {keys}\n  to {server}\n  with code {code}?\nWrite the whole word “yes” to send [yes/NO] ",
)


def content(
    server: str,
    code: str,
    keys: Sequence[PositiveKey | SlotKey],
    language: str,
    device: str,
    left_out: Sequence[Hours] = (),
) -> str:
    """Exactly what leaves the phone, and which hours do not."""
    days = "\n".join(
        f"  {place:>2}. {_time(key.start_s)} – {_time(key.end_s)}\n      {key.key.hex().upper()}"
        for place, key in enumerate(keys, 1)
    )
    said = _CONTENT[language == "en"].format(server=server, code=code, count=len(keys), days=days, device=device)
    if left_out:
        hours = "\n".join(f"  {_time(from_s)} – {_time(until_s)}" for from_s, until_s in left_out)
        said += "\n" + _LEFT_OUT[language == "en"].format(hours=hours)
    return said


def question(server: str, code: str, keys: Sequence[PositiveKey | SlotKey], language: str) -> str:
    """The whole once more in a few lines: the address and the code may have scrolled away above many keys."""
    words = {"count": len(keys), "keys": "key" if len(keys) == 1 else "keys", "server": server, "code": code}
    return _QUESTION[language == "en"].format(**words)


def _time(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, _VIET_NAM).strftime("%d/%m/%Y %H:%M")
