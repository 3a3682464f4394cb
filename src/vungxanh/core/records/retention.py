"""How long what is no record of work is kept (thời hạn lưu giữ): one table, from which each owner deletes its own.

Records of work (directives, assignments, evidence, the directory) and the audit log stand in no rule: their keeping
is decided under the law on archives, never by a program. The sources are cited from memory; a deployment's legal office
confirms them before go-live.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

LONGEST_DAYS = 3650
_PRIVACY = "NĐ 13/2023/NĐ-CP, Art. 3(7): personal data no longer than its purpose needs"
_SECURITY = "NĐ 85/2016/NĐ-CP and TCVN 11930:2017: traces of sign-in are kept for looking into incidents"
_TRACING = "policy of this platform, 21 to 28 days: incubation 14 days and a margin (QĐ 3986/QĐ-BYT)"
_HOUSE = "rule of the house: nothing is kept that nobody needs"


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of row, the days it is kept after it has served (a deployment sets `least` to `most`), and why."""

    name: str
    what: str
    days: int
    why: str
    source: str
    least: int = 1
    most: int = LONGEST_DAYS


RULES: tuple[Rule, ...] = (
    Rule("notices", "thông báo trong hệ thống và bản tin", 365, "người dùng còn tra lại việc trong năm", _PRIVACY, 30),
    Rule("deliveries", "lượt gửi đã xong, cả lượt hỏng", 90, "tìm lý do thư không đến", _PRIVACY, 7),
    Rule("sessions", "phiên đã hết, địa chỉ và trình duyệt của phiên", 0, "phiên hết là hết tác dụng", _PRIVACY, 0),
    Rule("sign_in_failures", "lần nhập sai mật khẩu", 30, "điều tra dò mật khẩu", _SECURITY, 1),
    Rule("reset_links", "liên kết đặt lại mật khẩu đã dùng, rút hoặc hết hạn", 30, "trả lời khiếu nại", _PRIVACY, 0),
    Rule("tokens", "mã truy cập đã thu hồi hoặc hết hạn", 90, "tìm chương trình còn dùng mã cũ", _SECURITY, 0),
    Rule("cache", "ô nhớ tạm đã hết hạn (giới hạn số lần thử, mã đã dùng)", 0, "hết hạn là hết tác dụng", _PRIVACY, 0),
    Rule("tasks_done", "việc chạy nền đã xong, nhịp, dấu sống của tiến trình", 7, "theo dõi vận hành", _HOUSE, 1),
    Rule("tasks_failed", "việc chạy nền đã hỏng cùng vết lỗi", 30, "người vận hành xem và chạy lại", _PRIVACY, 7),
    Rule("receptions_failed", "lượt tiếp nhận không đọc được cùng tệp", 30, "người nộp còn xem lý do", _PRIVACY, 7),
    Rule(
        "uploads", "khóa ngày, lịch sử tiếp xúc người dân đã gửi và khóa giả đi kèm", 28, "truy vết", _TRACING, 21, 28
    ),
    Rule("uploads_held", "lượt ứng dụng cũ tự gửi; khóa của mã 6 số chưa ai xác nhận", 3, "chờ trả lời", _PRIVACY, 1),
    Rule("codes", "mã khai báo không dùng hoặc của lượt khai báo đã xóa", 28, "trả lời khiếu nại", _PRIVACY, 1),
    Rule("code_days", "số mã mỗi ngày của từng đơn vị", 365, "tính hạn mức, tìm bất thường", _HOUSE, 30),
    Rule("attempts", "lần thử mã sai (không có địa chỉ, chỉ có mã băm)", 2, "chặn dò mã", _SECURITY, 1),
    Rule("devices", "điện thoại không còn liên lạc", 90, "tính độ phủ", _PRIVACY, 30),
    Rule("device_owners", "số, tên, địa chỉ chủ điện thoại đã khai", 28, "nhận mã gắn với số", _PRIVACY, 1, 90),
    Rule("pushes", "lệnh đẩy đã hết hạn cùng lượt gửi", 7, "tìm lý do tin không đến", _PRIVACY, 1),
    Rule("phone_proofs", "mã xác thực số điện thoại", 1, "hết hạn là hết tác dụng", _PRIVACY, 0),
    Rule("batches", "lô khóa đã công bố", 28, "điện thoại chỉ đối chiếu 14 ngày", _TRACING, 21, 28),
    Rule("segments", "cạnh tiếp xúc Bluezone theo ngày", 21, "hết thời gian ủ bệnh và theo dõi", _PRIVACY, 21, 28),
    Rule("people", "danh tính người trong hồ sơ truy vết đã xong (còn lại số liệu)", 28, "truy vết", _TRACING, 14, 90),
    Rule("openings", "lượt mở danh tính (nhật ký kiểm toán vẫn ghi)", 90, "xem lại ai đã đọc", _PRIVACY, 1, 365),
    Rule("self_reports", "liên kết tự khai sức khỏe đã hết hạn hoặc rút", 7, "trả lời người khai", _PRIVACY, 0, 28),
    Rule("derivations", "lần tính lại cấp F cùng thay đổi từng người", 90, "giải thích cấp F", _PRIVACY, 28, 365),
    Rule(
        "case_rows_staged",
        "dòng danh sách ca bệnh, tiếp xúc chờ nhập; tên tệp của đợt nhập",
        7,
        "cán bộ còn xem và xác nhận",
        _PRIVACY,
        1,
        28,
    ),
    Rule(
        "case_imports",
        "đợt nhập đã xong (chỉ còn mã băm của dòng, không có tên tệp)",
        60,
        "nhận ra tệp nhập lại",
        _PRIVACY,
        1,
        365,
    ),
    Rule("files_unused", "tệp tải lên dở dang hoặc không hồ sơ nào dùng", 1, "máy chủ tắt giữa chừng", _PRIVACY, 1),
)


def limits(chosen: Mapping[str, int]) -> dict[str, timedelta]:
    """How long each rule keeps, with a deployment's own days in place of the table's; ValueError says what is wrong."""
    rules = {rule.name: rule for rule in RULES}
    for name, days in chosen.items():
        if name not in rules:
            raise ValueError(f"{name!r} is no rule: {', '.join(rules)}")
        if not rules[name].least <= days <= rules[name].most:
            raise ValueError(f"{name}: give {rules[name].least} to {rules[name].most} days")
    return {rule.name: timedelta(days=chosen.get(rule.name, rule.days)) for rule in RULES}
