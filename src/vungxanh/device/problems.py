"""What the agent tells its owner when something cannot be done, as a code with values and a sentence (lỗi tác tử)."""

from collections.abc import Mapping

from vungxanh.device.reasons import Reason

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
    "radio_absent": (
        "Không mở được bộ thu phát «{radio}»: {reason}. Kiểm tra đã cắm, đã bật, đúng tên; các kiểu cổng: {ports}.",
        "Radio “{radio}” cannot be opened: {reason}. Check that it is plugged in, on, and well named; ports: {ports}.",
    ),
    "radio_denied": (
        "Bộ thu phát «{radio}»: {reason}. Cổng nối tiếp: vào nhóm dialout; USB: quy tắc udev; hci-socket: sudo.",
        "Radio “{radio}”: {reason}. Serial port: join group dialout; USB: a udev rule; hci-socket: sudo.",
    ),
    "radio_busy": (
        "Bộ thu phát «{radio}»: {reason}. Nhả nó ra trước: sudo systemctl stop bluetooth; sudo hciconfig hci0 down.",
        "Radio “{radio}”: {reason}. Release it first: sudo systemctl stop bluetooth; sudo hciconfig hci0 down.",
    ),
    "recording_line": (
        "Tệp «{file}», dòng {row}: không phải bản ghi sóng; đã bỏ qua dòng này.",
        "File “{file}”, row {row}: not a radio record; this row is left out.",
    ),
    "recording_more": (
        "Tệp «{file}»: … và {count} dòng khác không đọc được; đã bỏ qua.",
        "File “{file}”: … and {count} more rows cannot be read; they are left out.",
    ),
    "recording_head": (
        "Tệp «{file}», dòng 1: không phải đầu bản ghi sóng; hãy chọn tệp do «agent --record» ghi.",
        "File “{file}”, row 1: not the head of a radio recording; choose a file that “agent --record” wrote.",
    ),
    "recording_empty": (
        "Tệp «{file}» trống: không có gì để phát lại.",
        "File “{file}” is empty: there is nothing to play.",
    ),
    "recording_stopped": (
        "Bản ghi «{file}» dừng giữa chừng: {reason}.",
        "Recording “{file}” stopped half-way: {reason}.",
    ),
    "store_unusable": (
        "Không dùng được kho «{file}»: {reason}. Hãy kiểm tra quyền và chỗ trống, hoặc chọn thư mục khác bằng --store.",
        "Store “{file}” cannot be used: {reason}. Check permissions and free space, or name another folder by --store.",
    ),
    "store_damaged": (
        "Kho «{file}» bị hỏng: hãy chép lại từ bản sao lưu, hoặc dời thư mục này đi để bắt đầu kho mới.",
        "Store “{file}” is damaged: put a backup in its place, or move this folder away to begin a new store.",
    ),
    "key_file_bad": (
        "Tệp khoá «{file}» bị hỏng: cần 64 chữ số hệ 16; hãy chép lại từ bản sao lưu.",
        "Key file “{file}” is damaged: it needs 64 hexadecimal digits; put a backup in its place.",
    ),
    "not_stored": (
        "Kho «{file}» không ghi được: {reason}. {rows} dòng cuối đã mất; hãy dọn chỗ trống.",
        "Store “{file}” cannot be written: {reason}. The last {rows} rows are lost; make room.",
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
        "Khoá của kho «{file}» không mở được dữ liệu: khoá của kho khác; hãy chép lại đúng tệp store.key.",
        "The key of store “{file}” does not open its data: it is another store's; put the right store.key back.",
    ),
    "key_missing": (
        "Kho «{file}» còn dữ liệu mà mất khoá (store.key hoặc kho khoá của máy): chép lại khoá từ bản sao lưu.",
        "Store “{file}” holds data but its key (store.key or the system's keyring) is gone: put it back from a backup.",
    ),
    "store_real": (
        "«{file}» là kho của một máy thật: mô phỏng và phát lại không ghi vào đó. Chọn thư mục khác, hoặc bỏ --store.",
        "“{file}” is the store of a real phone: no simulation or replay writes there. Name another folder, or none.",
    ),
    "store_simulated": (
        "«{file}» là kho mô phỏng hoặc phát lại: bộ thu phát thật cần kho khác. Chọn thư mục khác bằng --store.",
        "“{file}” is the store of a simulation or replay: a real radio needs another. Name another folder by --store.",
    ),
    "clock_differs": (
        "Đồng hồ máy chỉ {clock}, không phải ngày «{day}»: hãy chỉnh đồng hồ trước. Chưa xoá gì.",
        "This machine's clock says {clock}, not “{day}”: set the clock first. Nothing was deleted.",
    ),
    "duty_unreadable": (
        "Nhịp «{text}» của {option} không dùng được: ghi BẬT/NGHỈ bằng giây (40/260); bật 1–{most}, nghỉ 0–{most}.",
        "Duty cycle “{text}” of {option} cannot be used: write ON/OFF in seconds (40/260); on 1–{most}, off 0–{most}.",
    ),
    "file_exists": (
        "Tệp «{file}» đã có: hãy chọn tên khác.",
        "File “{file}” is there already: choose another name.",
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
}


class DeviceProblem(Exception):  # noqa: N818 - the name says what it is
    """Something the owner must know or mend: its code, its values."""

    def __init__(self, code: str, facts: Mapping[str, object] | None = None) -> None:
        self.code, self.facts = code, dict(facts or {})
        super().__init__(self.sentence("en"))

    def sentence(self, language: str = "vi") -> str:
        """What to tell a person, in `vi` or `en`."""
        facts = {name: fact.said(language) if isinstance(fact, Reason) else fact for name, fact in self.facts.items()}
        return _SENTENCES[self.code][language == "en"].format(**facts)
