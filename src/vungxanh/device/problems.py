"""What the agent tells its owner when something cannot be done, as a code with values and a sentence (lỗi tác tử)."""

from collections.abc import Mapping

_SENTENCES: dict[str, tuple[str, str]] = {
    "radio_unknown": (
        "Không hiểu bộ thu phát «{radio}»: dùng sim:TÊN, hci:CỔNG hoặc replay:TỆP.",
        "Radio “{radio}” is not understood: use sim:NAME, hci:PORT or replay:FILE.",
    ),
    "scenario_unknown": (
        "Không có kịch bản «{name}»; các kịch bản có sẵn: {known}.",
        "There is no scenario “{name}”; those at hand are: {known}.",
    ),
    "radio_option": (
        "Tuỳ chọn «{option}» của kịch bản không hiểu được: viết phones=SỐ, seed=SỐ hoặc speed=SỐ.",
        "Scenario option “{option}” is not understood: write phones=N, seed=N or speed=N.",
    ),
    "radio_lost": (
        "Mất liên lạc với bộ thu phát ({reason}); thử lại sau {seconds} giây.",
        "The radio is lost ({reason}); trying again in {seconds} s.",
    ),
    "recording_line": (
        "Tệp «{file}», dòng {row}: không phải bản ghi sóng; xoá hoặc sửa dòng này.",
        "File “{file}”, row {row}: not a radio record; delete or mend this row.",
    ),
    "file_missing": (
        "Không mở được tệp «{file}»: {reason}.",
        "File “{file}” cannot be opened: {reason}.",
    ),
    "store_locked": (
        "Kho «{file}» đang được một tác tử khác dùng; dừng tác tử đó trước.",
        "Store “{file}” is in use by another agent; stop that one first.",
    ),
    "store_key": (
        "Khoá của kho «{file}» không mở được dữ liệu: kho thuộc máy hoặc người dùng khác.",
        "The key of store “{file}” does not open its data: it belongs to another machine or user.",
    ),
    "key_file_open": (
        "Tệp khoá «{file}» cho người khác đọc (quyền {mode}); đặt lại: chmod 600.",
        "Key file “{file}” can be read by others (mode {mode}); set it right: chmod 600.",
    ),
    "too_large": (
        "Danh sách khoá lớn hơn {limit} byte: không tải tiếp.",
        "The key list is larger than {limit} bytes: it is not fetched further.",
    ),
    "not_fetched": (
        "Không tải được danh sách khoá từ «{source}»: {reason}.",
        "The key list cannot be fetched from “{source}”: {reason}.",
    ),
    "plain_http": (
        "Địa chỉ «{url}» không mã hoá đường truyền; cần https.",
        "Address “{url}” is not encrypted on the way; https is needed.",
    ),
    "list_refused": (
        "Danh sách khoá «{source}» không dùng được: {vi}",
        "Key list “{source}” cannot be used: {en}",
    ),
    "matching_failed": (
        "Tiến trình đối chiếu dừng giữa chừng: {reason}.",
        "The matching process stopped half-way: {reason}.",
    ),
    "bad_code": (
        "Mã của cán bộ y tế gồm {least} đến {most} chữ số hoặc chữ cái, không phải «{code}».",
        "A health officer's code has {least} to {most} digits or letters, not “{code}”.",
    ),
    "nothing_to_send": (
        "Máy chưa có khoá nào trong khoảng đã chọn.",
        "This phone has no key in the chosen window.",
    ),
    "nothing_to_tell": (
        "Máy này chưa nghe được khoá nào của máy chủ đó: chạy «store match --server» trước.",
        "This phone has heard no key of that server: run “store match --server” first.",
    ),
    "no_terminal": (
        "Không có bàn phím và màn hình để hỏi chủ máy: không gửi gì. Chạy lệnh này trong cửa sổ dòng lệnh.",
        "There is no keyboard and screen to ask the owner at: nothing is sent. Run this in a terminal.",
    ),
    "waiting_already": (
        "Đã có một lần gửi đang chờ: thử lại bằng «store send» hoặc rút bằng «store withdraw».",
        "A report is waiting already: try it again with “store send”, or take it back with “store withdraw”.",
    ),
    "no_consent": (
        "Chủ máy chưa đồng ý gửi đúng nội dung này: không gửi gì.",
        "The owner has not consented to exactly this content: nothing is sent.",
    ),
}


class DeviceProblem(Exception):  # noqa: N818 - the name says what it is
    """Something the owner must know or mend: its code, its values."""

    def __init__(self, code: str, facts: Mapping[str, object] | None = None) -> None:
        self.code, self.facts = code, dict(facts or {})
        super().__init__(self.sentence("en"))

    def sentence(self, language: str = "vi") -> str:
        """What to tell a person, in `vi` or `en`."""
        return _SENTENCES[self.code][language == "en"].format(**self.facts)
