"""What extraction gives, and the errors a person can act on (kết quả trích và lỗi)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from vungxanh.core.directives.cautions import Language
from vungxanh.core.directives.model import Caution

# Vietnamese first; English beside it so that the command line needs no configured translation.
_SENTENCES: dict[str, tuple[str, str]] = {
    "empty": (
        "Tệp «{name}» rỗng: hãy chọn lại tệp văn bản.",
        "File “{name}” is empty: choose the letter's file again.",
    ),
    "too_large": (
        "Tệp «{name}» lớn hơn {limit} MB: hãy tách hoặc nén lại bản quét.",
        "File “{name}” is larger than {limit} MB: split it or compress the scan.",
    ),
    "too_long": (
        "Tệp «{name}» có {chars} ký tự, quá giới hạn {limit}: hãy tách riêng văn bản chỉ đạo.",
        "File “{name}” has {chars} characters, over the limit of {limit}: split off the directive itself.",
    ),
    "wrong_type": (
        "Tệp «{name}» không phải .txt, .docx hay .pdf: hãy lưu lại theo một trong ba dạng đó.",
        "File “{name}” is not .txt, .docx or .pdf: save it as one of the three.",
    ),
    "wrong_ending": (
        "Tệp «{name}» có đuôi {ending} nhưng nội dung là {content}: hãy đổi đuôi thành {content} hoặc chọn đúng tệp.",
        "File “{name}” ends in {ending} but holds {content}: rename it to end in {content} or choose the right file.",
    ),
    "no_ending": (
        "Tệp «{name}» không có đuôi, nội dung là {content}: hãy đổi tên cho có đuôi {content} hoặc chọn đúng tệp.",
        "File “{name}” has no ending and holds {content}: rename it to end in {content} or choose the right file.",
    ),
    "old_word": (
        "Tệp «{name}» là Word cũ (.doc) hoặc Word có mật khẩu: hãy bỏ mật khẩu và lưu lại thành .docx.",
        "File “{name}” is old Word (.doc) or Word with a password: remove the password and save it as .docx.",
    ),
    "encrypted": (
        "Tệp «{name}» có mật khẩu: hãy bỏ mật khẩu rồi tải lại.",
        "File “{name}” needs a password: remove the password and load it again.",
    ),
    "corrupt": (
        "Tệp «{name}» bị hỏng: hãy xuất lại từ bản gốc.",
        "File “{name}” is damaged: export it again from the original.",
    ),
    "bomb": (
        "Tệp «{name}» khi giải nén lớn bất thường nên không được mở: hãy xuất lại từ bản gốc.",
        "File “{name}” unpacks to an abnormal size and was not opened: export it again from the original.",
    ),
    "unsafe": (
        "Tệp «{name}» chứa khai báo XML không an toàn nên không được mở: hãy xuất lại từ bản gốc.",
        "File “{name}” holds an unsafe XML declaration and was not opened: export it again from the original.",
    ),
    "too_many_pages": (
        "Tệp «{name}» có {pages} trang, quá giới hạn {limit} trang: hãy tách riêng văn bản chỉ đạo.",
        "File “{name}” has {pages} pages, over the limit of {limit}: split off the directive itself.",
    ),
    "no_text": (
        "Tệp «{name}» không có chữ nào đọc được: hãy quét lại rõ hơn (300 dpi).",
        "File “{name}” has no readable text: scan it again more clearly (300 dpi).",
    ),
    "needs_ocr": (
        "Trang {page} của tệp «{name}» là ảnh quét: cần cài tesseract tiếng Việt (apt: tesseract-ocr-vie).",
        "Page {page} of file “{name}” is a scan: install tesseract with Vietnamese (apt: tesseract-ocr-vie).",
    ),
    "too_slow": (
        "Nhận dạng chữ tệp «{name}» dừng ở trang {page} vì quá {limit} giây: hãy tách tệp hoặc dùng bản có chữ.",
        "Recognising file “{name}” stopped at page {page} after {limit} seconds: split it or use a copy with text.",
    ),
    "bad_encoding": (
        "Tệp «{name}» dùng bảng mã không nhận ra: hãy lưu lại theo UTF-8.",
        "File “{name}” has an unknown encoding: save it again as UTF-8.",
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Extracted:
    """Text with pages parted by form feeds; `source` is text, docx, pdf or ocr; `cautions` say what to look at."""

    text: str
    pages: int
    source: Literal["text", "docx", "pdf", "ocr"]
    cautions: tuple[Caution, ...] = ()

    @property
    def warnings(self) -> tuple[str, ...]:
        """The cautions in Vietnamese."""
        return tuple(one.message for one in self.cautions)


def converted(encoding: str) -> tuple[Caution, ...]:
    """Caution that the text was not in Unicode; nothing when it was."""
    if encoding == "unicode":
        return ()
    return (Caution("extraction", values={"about": "encoding", "encoding": encoding.upper()}),)


class Unreadable(Exception):  # noqa: N818 - reads as a sentence where it is raised and caught
    """A file that cannot be read, with a stable code and a sentence naming file, page and cure."""

    def __init__(
        self, code: str, name: str, *, page: int | None = None, pages: int = 0, chars: int = 0, limit: int = 0,
        ending: str = "", content: str = "",
    ) -> None:  # fmt: skip
        """Keep what the sentence needs; `str()` of the error is the Vietnamese sentence."""
        self.code = code
        self.page = page
        self._values = {
            "name": name, "page": page, "pages": pages, "chars": chars, "limit": limit,
            "ending": ending, "content": content,
        }  # fmt: skip
        super().__init__(self.sentence("vi"))

    def sentence(self, language: Language = "vi") -> str:
        """Return the sentence in the asked language."""
        return _SENTENCES[self.code][language == "en"].format(**self._values)
