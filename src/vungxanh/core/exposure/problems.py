"""What is wrong with a batch, an index, a key set or a report, as a code with values and a sentence (lỗi kênh khoá)."""

from vungxanh.core.tracing import problems
from vungxanh.core.tracing.problems import Refused

_SENTENCES: dict[str, tuple[str, str]] = {
    "bad_magic": (
        "Tệp không bắt đầu như một lô khoá (phiên bản 1).",
        "The file does not begin as a batch of keys (version 1).",
    ),
    "bad_header": ("Phần đầu của lô khoá sai dạng.", "The head of the batch is malformed."),
    "truncated": (
        "Tệp dài {length} byte, phần đầu báo {expected}: thiếu hoặc thừa.",
        "The file has {length} bytes, its head says {expected}: something is missing or too much.",
    ),
    "too_many_rows": (
        "Lô báo {count} khoá, quá giới hạn {limit}.",
        "The batch claims {count} keys, over the limit of {limit}.",
    ),
    "bad_signatures": ("Khối chữ ký sai dạng.", "The block of signatures is malformed."),
    "unknown_signer": (
        "Không có chữ ký nào của khoá mà máy tin ({signers}).",
        "None of the signatures is by a key that is trusted ({signers}).",
    ),
    "forged_signature": (
        "Chữ ký mang tên khoá {signer} không khớp nội dung: tệp bị sửa hoặc giả.",
        "The signature in the name of key {signer} does not fit the content: changed or forged.",
    ),
    "signer_not_valid": (
        "Khoá ký {signer} chỉ có hiệu lực từ {since} đến {until}.",
        "Signing key {signer} is valid from {since} to {until} only.",
    ),
    "out_of_order": (
        "Khoá không xếp theo thứ tự tăng hoặc lặp lại.",
        "The keys are not in ascending order, or one is repeated.",
    ),
    "row_from_the_future": (
        "Khoá bắt đầu sau lúc công bố.",
        "The key begins after the moment of publication.",
    ),
    "row_not_due": (
        "Khoá được công bố khi còn hiệu lực hoặc chưa đủ 2 giờ sau khi hết.",
        "The key was published while valid, or less than 2 hours after its end.",
    ),
    "row_ends_before_start": ("Khoá hết hạn trước khi bắt đầu.", "The key ends before it starts."),
    "row_past_midnight": (
        "Khoá kéo dài qua 0 giờ UTC: mỗi khoá chỉ thuộc một ngày.",
        "The key reaches past a UTC midnight: each belongs to one day.",
    ),
    "row_off_slot": (
        "Khoá không bắt đầu đúng khung mười lăm phút.",
        "The key does not begin with a quarter-hour slot.",
    ),
    "row_flags": ("Cờ của khoá không hiểu được.", "The flags of the key are not understood."),
    "envelope": (
        "Cần đối tượng JSON có «signed» (chuỗi) và «signatures» (mảng).",
        "A JSON object with “signed” (text) and “signatures” (array) is needed.",
    ),
    "document_too_large": (
        "Tệp dài {length} byte, quá giới hạn {limit}.",
        "The file has {length} bytes, over the limit of {limit}.",
    ),
    "other_format": (
        "Đây không phải «{format}» phiên bản 1.",
        "This is not “{format}”, version 1.",
    ),
    "bad_member": ("Trường «{member}» sai.", "Member “{member}” is wrong."),
    "index_order": (
        "Mục lục không xếp theo số lô tăng dần.",
        "The index is not in ascending order of batch numbers.",
    ),
    "index_rolled_back": (
        "Mục lục số {sequence} cũ hơn số {highest} máy đã thấy: máy chủ hoặc ai đó phát lại bản cũ.",
        "Index number {sequence} is older than {highest}, which was seen: an old one is played again.",
    ),
    "index_from_the_future": (
        "Mục lục ghi thời điểm ở tương lai: kiểm tra đồng hồ của máy.",
        "The index is dated in the future: check this machine's clock.",
    ),
    "index_stale": (
        "Mục lục đã {hours} giờ không được ký lại: có thể chưa có tin mới nhất.",
        "The index has not been signed again for {hours} hours: the latest news may be missing.",
    ),
    "batch_rewritten": (
        "Lô {number} đã đổi nội dung: lô đã công bố không bao giờ được sửa.",
        "Batch {number} has changed: a published batch is never rewritten.",
    ),
    "keys_rolled_back": (
        "Bộ khoá ký số {sequence} cũ hơn số {highest} máy đã tin.",
        "Key set number {sequence} is older than {highest}, which is trusted.",
    ),
    "keys_from_the_future": (
        "Bộ khoá ký ghi thời điểm hoặc số thứ tự ở tương lai: kiểm tra đồng hồ của máy.",
        "The key set is dated or numbered in the future: check this machine's clock.",
    ),
    "wrong_digest": (
        "Lô {number} tải về không khớp mã SHA-256 trong mục lục.",
        "Batch {number} as fetched does not have the SHA-256 of the index.",
    ),
    "wrong_batch": (
        "Tệp của lô {expected} lại mang số {number}.",
        "The file of batch {expected} bears number {number}.",
    ),
    "report_too_large": (
        "Bản gửi dài {length} byte, quá giới hạn {limit}.",
        "The report has {length} bytes, over the limit of {limit}.",
    ),
    "unknown_member": ("Trường «{member}» không có trong dạng này.", "Member “{member}” is not part of this format."),
    "other_version": ("Phiên bản «{version}» không dùng được; cần 1.", "Version “{version}” is not usable; 1 is."),
    "bad_code": (
        "Mã gồm {least} đến {most} chữ số hoặc chữ cái.",
        "The code has {least} to {most} digits or letters.",
    ),
    "key_count": ("Có {count} khoá, cần 1 đến {limit}.", "{count} keys found, 1 to {limit} needed."),
    "one_key_kind": (
        "Mỗi mục cần đúng một trong «daily_key» và «slot_key».",
        "Each entry needs exactly one of “daily_key” and “slot_key”.",
    ),
    "not_midnight": ("Khoá ngày phải bắt đầu lúc 0 giờ UTC.", "A day key must begin at a UTC midnight."),
    "not_an_hour": ("Khoá phần ngày phải bắt đầu đúng giờ.", "A key of part of a day must begin on the hour."),
    "not_96": ("Số mã mỗi ngày phải là 96.", "There must be 96 identifiers a day."),
    "day_twice": ("Ngày này đã có ở mục {before}.", "This day was already given by entry {before}."),
    "key_twice": (
        "Mục {before} đã ghi chính khoá này: mỗi khoá chỉ thuộc một ngày.",
        "Entry {before} has this very key: each belongs to one day.",
    ),
    "key_from_the_future": ("Khoá ở tương lai.", "The key lies in the future."),
    "key_too_old": ("Khoá cũ hơn {limit} ngày.", "The key is older than {limit} days."),
}


class Problem(problems.Problem):
    """One thing wrong: code, values, and the row from 1 (0 for the whole)."""

    __slots__ = ()

    def sentence(self, language: str = "vi") -> str:
        """What to tell a person, in `vi` or `en`."""
        return _SENTENCES[self.code][language == "en"].format(**self.facts)


def refused(code: str, row: int = 0, **facts: object) -> Refused:
    """The exception to raise."""
    return Refused(Problem(code, facts, row))
