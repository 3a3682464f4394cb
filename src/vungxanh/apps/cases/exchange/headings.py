"""The headers of our own template in the language of whoever takes the file out (tên cột theo ngôn ngữ)."""

from functools import cache
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import override, pgettext_lazy

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

HEADINGS: dict[str, "_StrPromise"] = {
    "Mã ca": pgettext_lazy("cột của tệp", "Mã ca"),
    "Bí danh": pgettext_lazy("cột của tệp", "Bí danh"),
    "Số bệnh nhân": pgettext_lazy("cột của tệp", "Số bệnh nhân"),
    "Phân loại": pgettext_lazy("cột của tệp", "Phân loại"),
    "Có triệu chứng": pgettext_lazy("cột của tệp", "Có triệu chứng"),
    "Ngày khởi phát": pgettext_lazy("cột của tệp", "Ngày khởi phát"),
    "Ngày lấy mẫu": pgettext_lazy("cột của tệp", "Ngày lấy mẫu"),
    "Ngày xét nghiệm": pgettext_lazy("cột của tệp", "Ngày xét nghiệm"),
    "Cách ly từ": pgettext_lazy("cột của tệp", "Cách ly từ"),
    "Ngày báo cáo": pgettext_lazy("cột của tệp", "Ngày báo cáo"),
    "Cấp F": pgettext_lazy("cột của tệp", "Cấp F"),
    "Cách ly đến": pgettext_lazy("cột của tệp", "Cách ly đến"),
    "Theo dõi đến": pgettext_lazy("cột của tệp", "Theo dõi đến"),
    "Ca bệnh": pgettext_lazy("cột của tệp", "Ca bệnh"),
    "Tiếp xúc từ": pgettext_lazy("cột của tệp", "Tiếp xúc từ"),
    "Tiếp xúc đến": pgettext_lazy("cột của tệp", "Tiếp xúc đến"),
    "Mức nguy cơ": pgettext_lazy("cột của tệp", "Mức nguy cơ"),
    "Hoàn cảnh": pgettext_lazy("cột của tệp", "Hoàn cảnh"),
    "Ghi chú": pgettext_lazy("cột của tệp", "Ghi chú"),
    "Họ và tên": pgettext_lazy("cột của tệp", "Họ và tên"),
    "Ngày sinh": pgettext_lazy("cột của tệp", "Ngày sinh"),
    "Năm sinh": pgettext_lazy("cột của tệp", "Năm sinh"),
    "Tuổi": pgettext_lazy("cột của tệp", "Tuổi"),
    "Giới tính": pgettext_lazy("cột của tệp", "Giới tính"),
    "Số điện thoại": pgettext_lazy("cột của tệp", "Số điện thoại"),
    "Số căn cước": pgettext_lazy("cột của tệp", "Số căn cước"),
    "Xã, phường": pgettext_lazy("cột của tệp", "Xã, phường"),
    "Quận, huyện": pgettext_lazy("cột của tệp", "Quận, huyện"),
    "Địa chỉ": pgettext_lazy("cột của tệp", "Địa chỉ"),
    "Nghề nghiệp": pgettext_lazy("cột của tệp", "Nghề nghiệp"),
    "Đã tiêm đủ": pgettext_lazy("cột của tệp", "Đã tiêm đủ"),
}


@cache
def in_every_language(name: str) -> tuple[str, ...]:
    """How a header of ours is spelt in the languages that a file may have been written in."""
    return tuple(_in(code, name) for code, _language in settings.LANGUAGES)


def _in(language: str, name: str) -> str:
    with override(language):
        return str(HEADINGS[name])
