"""Why a file is refused, each with the sentence its owner reads: the file, what is wrong, the cure."""

from collections.abc import Collection
from typing import Self

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from vungxanh.kit.files.types import ENDINGS, OLE, ZIP
from vungxanh.kit.problems import Problem

REASONS: dict[str, Promise] = {
    "empty": _("Tệp “%(name)s” không có nội dung. Chọn lại tệp khác."),
    "too_large": _("Tệp “%(name)s” lớn hơn %(limit)s MB. Giảm dung lượng hoặc chia tệp rồi gửi lại."),
    "wrong_type": _(
        "Tệp “%(name)s” thực chất là %(found)s, ở đây chỉ nhận %(wanted)s. Lưu lại theo một trong các dạng đó rồi gửi."
    ),
    "old_office": _(
        "Tệp “%(name)s” là tệp Word, Excel cũ (.doc, .xls) hoặc có mật khẩu. Bỏ mật khẩu, lưu lại thành .docx, .xlsx "
        "hoặc .pdf rồi gửi."
    ),
    "encrypted": _("Tệp “%(name)s” có mật khẩu. Bỏ mật khẩu rồi gửi lại."),
    "corrupt": _("Tệp “%(name)s” bị hỏng hoặc không đọc được. Mở thử trên máy, lưu lại rồi gửi lại."),
    "bomb": _("Tệp “%(name)s” khi mở ra lớn bất thường nên không được nhận. Xuất lại từ bản gốc rồi gửi."),
    "infected": _("Tệp “%(name)s” chứa mã độc (%(found)s) nên không được nhận. Báo cho cán bộ kỹ thuật."),
    "scanner_down": _("Chưa kiểm tra được mã độc cho tệp “%(name)s”. Thử lại sau ít phút."),
}
_STATUS = {"too_large": 413, "scanner_down": 503}


class FileRefused(Problem):
    """A file that is not kept; nothing of it stays on disk (tệp bị từ chối)."""

    slug, status, title = "file-refused", 422, _("Tệp không được nhận")

    def __init__(self, code: str, name: str, *, found: str = "", wanted: str = "", limit_bytes: int = 0) -> None:
        megabytes = f"{limit_bytes / 2**20:.1f}".removesuffix(".0").replace(".", ",")
        told = {"name": name, "found": found, "wanted": wanted, "limit": megabytes}
        super().__init__(str(REASONS[code]) % told)
        self.code = code
        self.status = _STATUS.get(code, 422)  # type: ignore[misc] # one class, three statuses

    @classmethod
    def of_type(cls, name: str, found: str, allowed: Collection[str]) -> Self:
        """A file whose content is of a type not taken here."""
        if found == OLE:
            return cls("old_office", name)
        if found == ZIP and name.lower().endswith((".docx", ".xlsx", ".pptx")):
            return cls("corrupt", name)
        wanted = ", ".join(ending for kind, ending in ENDINGS.items() if kind in allowed)
        return cls("wrong_type", name, found=ENDINGS.get(found, str(_("loại khác"))), wanted=wanted)
