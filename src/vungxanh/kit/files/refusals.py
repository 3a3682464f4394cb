"""Why a file is refused, each with the sentence its owner reads."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from vungxanh.kit.problems import Problem

REASONS: dict[str, Promise] = {
    "empty": _("Tệp “%(name)s” không có nội dung. Chọn lại tệp khác."),
    "too_large": _("Tệp “%(name)s” lớn hơn %(limit)s MB. Giảm dung lượng hoặc chia tệp rồi gửi lại."),
    "wrong_type": _("Tệp “%(name)s” không thuộc loại được nhận ở đây (nội dung: %(found)s)."),
    "corrupt": _("Tệp “%(name)s” bị hỏng hoặc không đọc được. Mở thử trên máy, lưu lại rồi gửi lại."),
    "bomb": _("Tệp “%(name)s” khi giải nén quá lớn nên không được nhận."),
    "infected": _("Tệp “%(name)s” chứa mã độc (%(found)s) nên không được nhận. Báo cho cán bộ kỹ thuật."),
    "scanner_down": _("Chưa kiểm tra được mã độc cho tệp “%(name)s”. Thử lại sau ít phút."),
}
_STATUS = {"too_large": 413, "scanner_down": 503}


class FileRefused(Problem):
    """A file that is not kept; nothing of it stays on disk (tệp bị từ chối)."""

    slug, status, title = "file-refused", 422, _("Tệp không được nhận")

    def __init__(self, code: str, name: str, *, found: str = "", limit_bytes: int = 0) -> None:
        megabytes = f"{limit_bytes / 2**20:.1f}".removesuffix(".0").replace(".", ",")
        super().__init__(str(REASONS[code]) % {"name": name, "found": found, "limit": megabytes})
        self.code = code
        self.status = _STATUS.get(code, 422)  # type: ignore[misc] # one class, three statuses
