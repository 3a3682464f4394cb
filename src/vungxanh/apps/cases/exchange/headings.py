"""The headers of our own template in the language of whoever takes the file out (tên cột theo ngôn ngữ)."""

from functools import cache
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import override
from django.utils.translation import pgettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

HEADINGS: dict[str, "_StrPromise"] = {
    "Mã ca": _("cột của tệp", "Mã ca"),
    "Bí danh": _("cột của tệp", "Bí danh"),
    "Số bệnh nhân": _("cột của tệp", "Số bệnh nhân"),
    "Phân loại": _("cột của tệp", "Phân loại"),
    "Có triệu chứng": _("cột của tệp", "Có triệu chứng"),
    "Ngày khởi phát": _("cột của tệp", "Ngày khởi phát"),
    "Ngày lấy mẫu": _("cột của tệp", "Ngày lấy mẫu"),
    "Ngày xét nghiệm": _("cột của tệp", "Ngày xét nghiệm"),
    "Cách ly từ": _("cột của tệp", "Cách ly từ"),
    "Ngày báo cáo": _("cột của tệp", "Ngày báo cáo"),
    "Cấp F": _("cột của tệp", "Cấp F"),
    "Cách ly đến": _("cột của tệp", "Cách ly đến"),
    "Theo dõi đến": _("cột của tệp", "Theo dõi đến"),
    "Ca bệnh": _("cột của tệp", "Ca bệnh"),
    "Tiếp xúc từ": _("cột của tệp", "Tiếp xúc từ"),
    "Tiếp xúc đến": _("cột của tệp", "Tiếp xúc đến"),
    "Mức nguy cơ": _("cột của tệp", "Mức nguy cơ"),
    "Hoàn cảnh": _("cột của tệp", "Hoàn cảnh"),
    "Ghi chú": _("cột của tệp", "Ghi chú"),
    "Họ và tên": _("cột của tệp", "Họ và tên"),
    "Ngày sinh": _("cột của tệp", "Ngày sinh"),
    "Năm sinh": _("cột của tệp", "Năm sinh"),
    "Tuổi": _("cột của tệp", "Tuổi"),
    "Giới tính": _("cột của tệp", "Giới tính"),
    "Số điện thoại": _("cột của tệp", "Số điện thoại"),
    "Số căn cước": _("cột của tệp", "Số căn cước"),
    "Xã, phường": _("cột của tệp", "Xã, phường"),
    "Quận, huyện": _("cột của tệp", "Quận, huyện"),
    "Địa chỉ": _("cột của tệp", "Địa chỉ"),
    "Nghề nghiệp": _("cột của tệp", "Nghề nghiệp"),
    "Đã tiêm đủ": _("cột của tệp", "Đã tiêm đủ"),
}


@cache
def in_every_language(name: str) -> tuple[str, ...]:
    """How a header of ours is spelt in the languages that a file may have been written in."""
    return tuple(_in(code, name) for code, _language in settings.LANGUAGES)


def _in(language: str, name: str) -> str:
    with override(language):
        return str(HEADINGS[name])
