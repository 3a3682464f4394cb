"""Why something failed, as a code with a sentence in both languages instead of the system's English (nguyên nhân).

The technical text stays beside it, in brackets, where the code alone would not tell.
"""

import errno
import socket
import sqlite3
import ssl
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag

_WORDS: dict[str, tuple[str, str]] = {
    "refused": ("máy bên kia không nhận kết nối", "the other side refuses the connection"),
    "unreachable": ("không có đường mạng tới đó", "no way through the network leads there"),
    "timeout": ("không trả lời kịp", "no answer in time"),
    "unknown_host": ("không tìm thấy máy chủ có tên này", "no server of this name is found"),
    "certificate": ("chứng thư của máy chủ không hợp lệ", "the server's certificate is not valid"),
    "tls": ("không lập được đường truyền mã hoá", "no encrypted connection comes about"),
    "cut": ("kết nối bị ngắt", "the connection was cut"),
    "missing": ("không có ở đó", "it is not there"),
    "permission": ("không có quyền", "permission is lacking"),
    "is_folder": ("đó là thư mục", "it is a folder"),
    "not_folder": ("đó không phải thư mục", "it is not a folder"),
    "full": ("ổ đĩa đầy", "the disk is full"),
    "read_only": ("chỗ này chỉ đọc được", "this place can only be read"),
    "input_output": ("ổ đĩa hoặc thiết bị báo lỗi", "the disk or device reports an error"),
    "busy": ("đang bị chương trình khác dùng", "another program is using it"),
    "damaged": ("tệp bị hỏng", "the file is damaged"),
    "no_device": ("không thấy bộ thu phát", "no adapter is found"),
    "gone": ("bộ thu phát đã bị rút hoặc tắt", "the adapter was pulled out or switched off"),
    "over": ("bản ghi đã hết", "the recording is over"),
    "usb": ("máy không cho dùng cổng USB, hoặc không có cổng nào", "USB ports cannot be used here, or there are none"),
    "no_sockets": (
        "Python này không có ổ cắm Bluetooth (AF_BLUETOOTH): dùng Python của hệ điều hành, hoặc «hci:usb:0»",
        "this Python has no Bluetooth sockets (AF_BLUETOOTH): use the operating system's Python, or “hci:usb:0”",
    ),
    "no_transport": ("không có kiểu cổng này", "there is no such kind of port"),
    "bad_port": ("địa chỉ sau tên cổng thiếu hoặc sai", "the address behind the kind of port is missing or wrong"),
    "not_installed": ("máy thiếu thư viện của kiểu cổng này", "the library of this kind of port is not installed"),
    "other": ("lỗi chưa rõ", "an unexpected error"),
}
_BY_NUMBER = {
    **dict.fromkeys((errno.ECONNREFUSED,), "refused"),
    **dict.fromkeys((errno.EHOSTUNREACH, errno.ENETUNREACH, errno.ENETDOWN, errno.EHOSTDOWN), "unreachable"),
    **dict.fromkeys((errno.ETIMEDOUT,), "timeout"),
    **dict.fromkeys((errno.ECONNRESET, errno.ECONNABORTED, errno.EPIPE), "cut"),
    **dict.fromkeys((errno.ENOENT,), "missing"),
    **dict.fromkeys((errno.EACCES, errno.EPERM), "permission"),
    **dict.fromkeys((errno.EISDIR,), "is_folder"),
    **dict.fromkeys((errno.ENOTDIR, errno.EEXIST), "not_folder"),
    **dict.fromkeys((errno.ENOSPC, errno.EDQUOT, errno.EFBIG), "full"),
    **dict.fromkeys((errno.EROFS,), "read_only"),
    **dict.fromkeys((errno.EIO,), "input_output"),
    **dict.fromkeys((errno.EBUSY,), "busy"),
    **dict.fromkeys((errno.ENODEV, errno.ENXIO), "no_device"),
}
_BY_SQLITE = {
    sqlite3.SQLITE_FULL: "full",
    sqlite3.SQLITE_READONLY: "read_only",
    sqlite3.SQLITE_IOERR: "input_output",
    sqlite3.SQLITE_BUSY: "busy",
    sqlite3.SQLITE_LOCKED: "busy",
    sqlite3.SQLITE_CANTOPEN: "permission",
    sqlite3.SQLITE_PERM: "permission",
    sqlite3.SQLITE_NOTADB: "damaged",
    sqlite3.SQLITE_CORRUPT: "damaged",
}
_BY_KIND: dict[type[BaseException], str] = {
    InvalidTag: "damaged",
    ssl.SSLCertVerificationError: "certificate",
    ssl.SSLError: "tls",
    socket.gaierror: "unknown_host",
    TimeoutError: "timeout",
}
_VAGUE = {"other", "usb", "input_output", "not_installed"}


@dataclass(frozen=True, slots=True)
class Reason:
    """A cause by its code, and the technical text that came with it."""

    code: str
    detail: str = ""

    def said(self, language: str = "vi") -> str:
        """The cause in words, `vi` or `en`."""
        words = _WORDS[self.code][language == "en"]
        return f"{words} ({self.detail})" if self.detail and self.code in _VAGUE else words

    @classmethod
    def noted(cls, text: str) -> "Reason | None":
        """The reason whose code stands in the owner's log; None for any other text."""
        return cls(text) if text in _WORDS else None

    def __str__(self) -> str:
        return self.said("en")


def reason_of(error: BaseException) -> Reason:
    """The cause that an exception of the system, the network or SQLite tells."""
    return Reason(_code(error), " ".join((str(error) or type(error).__name__).split()))


def _code(error: BaseException) -> str:
    if isinstance(error, sqlite3.Error):
        return _BY_SQLITE.get(getattr(error, "sqlite_errorcode", 0) & 0xFF, "other")
    for kind, code in _BY_KIND.items():
        if isinstance(error, kind):
            return code
    return _BY_NUMBER.get(getattr(error, "errno", None) or 0, "other")
