"""What a person must look at, as a code with values, and the sentences for it in two languages (cảnh báo).

A caution is stored and sent as code and values, so that any reader's language can be had from it later.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

Language = Literal["vi", "en"]

_SENTENCES: dict[str, tuple[str, str]] = {
    "secret": (
        "Văn bản có dấu mật ({mark}): hệ thống không tiếp nhận văn bản mật (Quyết định 28/2018/QĐ-TTg).",
        "The letter is marked secret ({mark}): the system does not take secret letters (Decision 28/2018/QĐ-TTg).",
    ),
    "no_number": (
        "Văn bản chưa có số: cần bổ sung trước khi vào sổ.",
        "The letter has no number: add it before registering.",
    ),
    "no_date": (
        "Không đọc được ngày ban hành: thời hạn tính từ ngày ký sẽ không xác định được.",
        "The date of issue could not be read: limits counted from signing cannot be worked out.",
    ),
    "future_date": (
        "Văn bản ghi ngày {date}, sau ngày tiếp nhận: cần kiểm tra lại ngày ban hành.",
        "The letter is dated {date}, after the day it was received: check the date of issue.",
    ),
    "no_issuer": ("Không đọc được cơ quan ban hành.", "The issuing agency could not be read."),
    "issuer_derived": (
        "Phần đầu không ghi cơ quan ban hành; suy ra «{issuer}» từ ký hiệu, địa danh và phần ký.",
        "The head names no issuing agency; “{issuer}” was derived from symbol, place and signature.",
    ),
    "foreign_issuer": (
        "Văn bản của địa phương ngoài danh mục: tên cơ quan được giữ như trong văn bản, không gắn mã đơn vị.",
        "The letter comes from outside the directory's province: names are kept as written, without unit codes.",
    ),
    "preamble_differs.missing": (
        "“Kính gửi” có, câu mở đầu phần giao việc không kể tên: {names}. Từng mục vẫn có thể giao riêng.",
        "Addressed, but not listed in the sentence that opens the duties: {names}. Single items may still name them.",
    ),
    "preamble_differs.extra": (
        "Câu mở đầu phần giao việc kể tên, “Kính gửi” không có: {names}. Cần xem có phải gửi thêm văn bản.",
        "Listed in the sentence that opens the duties, but not addressed: {names}. See whether to send the letter on.",
    ),
    "unresolved_name": (
        "Không có trong danh mục: «{name}»; giữ nguyên như trong văn bản.",
        "Not in the directory: “{name}”; kept as written.",
    ),
    "inexact_name": (
        "«{name}» được hiểu là «{known}» khi bỏ dấu: cần kiểm tra.",
        "“{name}” was taken for “{known}” without accents: check it.",
    ),
    "no_lead": ("Nhiệm vụ không nêu đơn vị chủ trì.", "The duty names nobody to lead it."),
    "no_task": ("Không đọc được nhiệm vụ nào trong văn bản.", "No duty could be read in the letter."),
    "no_deadline": (
        "Văn bản không nêu thời hạn: cần người đặt thời hạn khi giao việc.",
        "The letter sets no deadline: a person must set one when assigning.",
    ),
    "deadline_calendar": (
        "Thời hạn tính theo ngày làm việc: cần lịch làm việc để xác định ngày.",
        "The limit counts working days: a work calendar is needed to find the date.",
    ),
    "deadline_start": (
        "Thời hạn tính từ một mốc không có trong văn bản (ngày nhận, tuần này …): cần người xác định ngày.",
        "The limit counts from a day that the letter does not state (receipt, this week …): a person must set it.",
    ),
    "standing_limit": (
        "Hạn «{words}» áp dụng cho từng trường hợp phát sinh, không phải ngày hết hạn của nhiệm vụ.",
        "The limit “{words}” holds for every case that comes up and is no last day of the duty.",
    ),
    "further_deadline": (
        "Nhiệm vụ còn một thời hạn khác «{words}»: mỗi nhiệm vụ chỉ giữ thời hạn nêu trước, cần tách hoặc ghi thêm.",
        "The duty has another deadline “{words}”: a task keeps the one told first; split it or note the other.",
    ),
    "past_deadline": (
        "Thời hạn «{words}» ({date}) trước ngày ban hành văn bản: cần hỏi lại nơi ban hành.",
        "The deadline “{words}” ({date}) lies before the letter's own date: ask the issuing agency.",
    ),
    "second_subject": (
        "Câu «{words}» giao cho đối tượng khác trong cùng nhiệm vụ: cần xem có tách thành nhiệm vụ riêng.",
        "The sentence “{words}” binds somebody else within one duty: see whether it is a task of its own.",
    ),
    "item_without_task": (
        "Mục «{words}» trong phần giao việc không thành nhiệm vụ nào: cần đọc lại.",
        "The item “{words}” among the duties gave no task: read it again.",
    ),
    "deadline_year": (
        "Thời hạn «{words}» không ghi năm và văn bản không có ngày ban hành: cần người xác định năm.",
        "The deadline “{words}” has no year and the letter no date of issue: a person must set the year.",
    ),
    "impossible_date": (
        "Thời hạn «{words}» ghi một ngày không có trong lịch: cần hỏi lại nơi ban hành.",
        "The deadline “{words}” names a day that no calendar has: ask the issuing agency.",
    ),
    "no_signer": ("Không đọc được người ký.", "The signer could not be read."),
    "extraction.encoding": (
        "Văn bản dùng bảng mã {encoding}, đã chuyển sang Unicode.",
        "The text was in the {encoding} encoding and was converted to Unicode.",
    ),
    "extraction.scan": (
        "Trang {pages} được nhận dạng từ ảnh quét: hãy kiểm tra dấu và tên riêng.",
        "Page {pages} was recognised from a scan: check accents and names.",
    ),
}


def sentence(code: str, values: Mapping[str, str], language: Language = "vi") -> str:
    """Return the sentence of a caution; `values["about"]` chooses among the kinds of one code.

    Raises KeyError on a code that the table does not hold.
    """
    about = values.get("about")
    return _SENTENCES[f"{code}.{about}" if about else code][language == "en"].format_map(values)
