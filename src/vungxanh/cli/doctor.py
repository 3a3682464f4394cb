"""`vungxanh doctor`: what this deployment lacks, and the cure for each."""

import json
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from vungxanh.cli import starting
from vungxanh.kit import clock

if TYPE_CHECKING:
    from vungxanh.kit.tasks.models import WorkerBeat

Verdict = Literal["ok", "warn", "fail"]
MARKS: dict[Verdict, str] = {"ok": "✓", "warn": "!", "fail": "✗"}
LEAST_FREE_BYTES = 2 * 2**30
STARTING_S = 60


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: `cure` is empty when nothing is to be done."""

    name: str
    verdict: Verdict
    found: str
    cure: str = ""


def database(_at: datetime) -> Finding:
    """Whether the database answers and its tables are those of this version."""
    try:
        executor = MigrationExecutor(connection)
    except DatabaseError as error:
        first_line = (str(error).splitlines() or [""])[0]
        cure = "xem máy chủ cơ sở dữ liệu và VUNGXANH_DATABASE_URL"
        return Finding("Cơ sở dữ liệu", "fail", f"không kết nối được: {first_line}", cure)
    behind = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if behind:
        return Finding("Cơ sở dữ liệu", "fail", f"thiếu {behind} bước cập nhật", "vungxanh migrate")
    return Finding("Cơ sở dữ liệu", "ok", connection.display_name)


def worker(_at: datetime) -> Finding:
    """Whether a background worker is alive, and whether tasks have been given up."""
    from vungxanh.kit.tasks import health

    living = health.live_workers()
    if not living:
        return _silent(health.last_beat())
    if given_up := health.dead_letters().count():
        return Finding("Tiến trình nền", "warn", f"{given_up} việc đã dừng sau nhiều lần thử", "vungxanh worker --dead")
    age = _seconds_since(max(beat.beat_at for beat in living))
    found = f"{len(living)} tiến trình, nhịp gần nhất {age} giây trước; {health.waiting()} việc đang chờ"
    return Finding("Tiến trình nền", "ok", found)


def _silent(last: "WorkerBeat | None") -> Finding:
    """No worker has been heard lately: it is starting, it was lost, or there is none."""
    cure = "vungxanh worker (hoặc dịch vụ vungxanh-worker)"
    age = starting.running_for(Path(settings.FILES_DIR).parent)
    if age is not None and age < STARTING_S:
        found = f"đang khởi động, vungxanh run mở {age:.0f} giây trước"
        return Finding("Tiến trình nền", "warn", found, "chờ ít giây rồi xem lại")
    if last is not None:
        found = f"im lặng {_seconds_since(last.beat_at)} giây nay (máy {last.host}, tiến trình {last.pid})"
        return Finding("Tiến trình nền", "fail", found, cure)
    if age is not None:
        found = f"vungxanh run mở {age:.0f} giây trước mà tiến trình nền chưa lên tiếng"
        return Finding("Tiến trình nền", "fail", found, "xem thông báo của vungxanh run")
    return Finding("Tiến trình nền", "fail", "không có tiến trình nào chạy", cure)


def _seconds_since(moment: datetime) -> int:
    return max(0, round((clock.machine_now() - moment).total_seconds()))


def working_days(at: datetime) -> Finding:
    """Whether the table of working days reaches a year ahead, on days somebody has confirmed."""
    from vungxanh.core.records.worktime import OutsideCalendar
    from vungxanh.kit.calendar.queries import CalendarMissing, estimated_years, work_calendar

    ahead = clock.day_of(at + timedelta(days=366))
    try:
        work_calendar(at).is_working_day(ahead)
    except (CalendarMissing, OutsideCalendar) as error:
        return Finding("Lịch ngày làm việc", "fail", str(error), "vungxanh calendar seed")
    if ahead.year in estimated_years(at):
        cure = f"vungxanh calendar confirm {ahead.year} khi có quyết định ngày nghỉ"
        return Finding("Lịch ngày làm việc", "warn", f"ngày nghỉ năm {ahead.year} mới là ước tính", cure)
    return Finding("Lịch ngày làm việc", "ok", "đủ cho 12 tháng tới")


def people(at: datetime) -> Finding:
    """Whether somebody can administer the province: an active person with that post at the top, today."""
    from vungxanh.apps.accounts.roles import Role
    from vungxanh.apps.org.models import Unit
    from vungxanh.apps.org.queries.officers import posts_on

    tops = Unit.objects.filter(parent=None, ended_on=None)
    top = tops.filter(code=settings.PROVINCE_CODE).first() or tops.order_by("code").first()
    if top is None:
        return Finding("Quản trị", "fail", "danh bạ chưa có đơn vị nào", "vungxanh org import TỆP.csv")
    held = posts_on(clock.day_of(at)).filter(role=Role.ADMINISTRATOR, unit__parent=None)
    if not held.exists():
        cure = f'vungxanh accounts create TÊN --name "Họ và tên", rồi vungxanh org appoint TÊN {top.code} administrator'
        return Finding("Quản trị", "fail", "chưa có người quản trị cấp tỉnh", cure)
    return Finding("Quản trị", "ok", "có người quản trị")


def directory(at: datetime) -> Finding:
    """Whether no unit stands below itself, today or on a day already decided; only a hand in the database does that."""
    from vungxanh.apps.org.queries.loops import first_loop

    if loop := first_loop(clock.day_of(at)):
        found = f"từ ngày {loop.on:%d/%m/%Y} các đơn vị trực thuộc lẫn nhau: {loop.names}"
        cure = "chuyển một đơn vị trong đó về đúng cấp trên (trang Thay đổi đơn vị), hoặc sửa lại bảng org_unitperiod"
        return Finding("Danh bạ", "fail", found, cure)
    return Finding("Danh bạ", "ok", "không có vòng lặp cấp trên")


def audit_guard(_at: datetime) -> Finding:
    """Whether the database itself still refuses to change the audit log."""
    from vungxanh.kit.audit import guard

    if missing := guard.missing(connection):
        cure = "tìm xem ai đã gỡ, chạy vungxanh audit verify, rồi vungxanh audit guard"
        return Finding("Nhật ký kiểm toán", "fail", f"mất trigger chặn sửa: {', '.join(missing)}", cure)
    return Finding("Nhật ký kiểm toán", "ok", "cơ sở dữ liệu chặn việc sửa")


def second_factor(_at: datetime) -> Finding:
    """Whether officials must use a second factor."""
    if settings.SECOND_FACTOR_REQUIRED:
        return Finding("Xác thực hai lớp", "ok", "bắt buộc")
    return Finding("Xác thực hai lớp", "warn", "không bắt buộc", "VUNGXANH_REQUIRE_SECOND_FACTOR=true")


def mail(_at: datetime) -> Finding:
    """Whether notices can leave by e-mail."""
    if settings.EMAIL_BACKEND.endswith("smtp.EmailBackend"):
        return Finding("Thư điện tử", "ok", f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}")
    return Finding("Thư điện tử", "warn", "thư chỉ in ra màn hình", "đặt VUNGXANH_EMAIL_URL")


def notices(_at: datetime) -> Finding:
    """Whether notices stayed behind on their way to people."""
    from vungxanh.kit.notices.queries import undelivered

    if count := undelivered().count():
        cure = "xem VUNGXANH_EMAIL_URL và địa chỉ của người nhận"
        return Finding("Gửi thông báo", "warn", f"{count} lượt gửi không đến hoặc không rõ kết quả", cure)
    return Finding("Gửi thông báo", "ok", "không có lượt gửi nào bị dừng")


def proxies(_at: datetime) -> Finding:
    """Whether people's own addresses are seen behind the proxy that speaks https."""
    count = settings.TRUSTED_PROXIES
    if settings.SECURE_SSL_REDIRECT and settings.PUBLIC_URL.startswith("https:") and not count:
        found = "mọi người dùng mang địa chỉ của máy chủ trung gian"
        return Finding("Máy chủ trung gian", "warn", found, "VUNGXANH_TRUSTED_PROXIES=1 khi đứng sau Caddy")
    return Finding("Máy chủ trung gian", "ok", f"tin {count} lớp")


def antivirus(_at: datetime) -> Finding:
    """Whether files handed in are scanned."""
    if settings.ANTIVIRUS:
        return Finding("Quét mã độc", "ok", settings.ANTIVIRUS)
    return Finding("Quét mã độc", "warn", "tệp tải lên không được quét", "cài clamd và đặt VUNGXANH_ANTIVIRUS")


def scanned_letters(_at: datetime) -> Finding:
    """Whether scanned pages can be read."""
    if shutil.which("tesseract") is None:
        return Finding("Đọc bản quét", "warn", "chưa có tesseract", "apt-get install tesseract-ocr tesseract-ocr-vie")
    listed = subprocess.run(["tesseract", "--list-langs"], capture_output=True, text=True, check=False).stdout
    if "vie" not in listed.split():
        return Finding("Đọc bản quét", "warn", "tesseract chưa có tiếng Việt", "apt-get install tesseract-ocr-vie")
    return Finding("Đọc bản quét", "ok", "tesseract, tiếng Việt")


def disk(_at: datetime) -> Finding:
    """Whether files can be written and there is room for them."""
    folder = Path(settings.FILES_DIR)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        return Finding("Kho tệp", "fail", f"không ghi được {folder}: {error.strerror}", "cấp quyền ghi cho dịch vụ")
    free = shutil.disk_usage(folder).free
    found = f"còn {free / 2**30:.1f} GiB".replace(".", ",")
    return (
        Finding("Kho tệp", "ok", found)
        if free > LEAST_FREE_BYTES
        else Finding("Kho tệp", "warn", found, "thêm dung lượng")
    )


def personal_data(_at: datetime) -> Finding:
    """Whether everything that is encrypted opens, and stands under the present key."""
    from vungxanh.kit.sealing import keys, rotation

    held, used = keys.names(), rotation.counts()
    if lost := [name for name in used if name not in held]:
        cure = "đặt lại khóa vào VUNGXANH_DATA_KEYS, sau khóa đang dùng; mất hẳn thì keys rotate --forget-unreadable"
        return Finding("Dữ liệu cá nhân", "fail", f"thiếu khóa {', '.join(lost)}", cure)
    if broken := list(islice(rotation.unread(), 3)):
        cure = "khôi phục dòng đó từ bản sao lưu, hoặc vungxanh keys rotate --forget-unreadable; xem vungxanh keys show"
        return Finding("Dữ liệu cá nhân", "fail", f"không đọc được {'; '.join(map(str, broken))}", cure)
    if older := sum(count for name, count in used.items() if name != held[0]):
        return Finding("Dữ liệu cá nhân", "warn", f"{older} giá trị còn dưới khóa cũ", "vungxanh keys rotate")
    return Finding("Dữ liệu cá nhân", "ok", f"đã mã hóa, khóa {held[0]}")


def retention(at: datetime) -> Finding:
    """Whether what has expired is deleted: two nights may pass, no more."""
    from vungxanh.kit.retention.running import Moments, overdue

    moments = Moments(province=at, machine=clock.machine_now())
    if late := sum(due.count for due in overdue(moments, slack=timedelta(days=2))):
        found = f"{late} dòng đã quá hạn lưu giữ"
        return Finding("Thời hạn lưu giữ", "warn", found, "vungxanh worker (xóa lúc 02:17), hoặc vungxanh retention")
    return Finding("Thời hạn lưu giữ", "ok", "không còn dữ liệu quá hạn")


CHECKS: tuple[Callable[[datetime], Finding], ...] = (
    *(database, worker, working_days, people, directory, second_factor),
    *(mail, notices, proxies, antivirus, scanned_letters, disk),
    *(personal_data, retention, audit_guard),
)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
def doctor(as_json: bool) -> None:
    """Say what this deployment lacks; exit 1 when something must be mended."""
    findings = look(clock.now())
    if as_json:
        click.echo(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False, indent=2))
    else:
        for finding in findings:
            click.echo(f"{MARKS[finding.verdict]} {finding.name}: {finding.found}")
            if finding.cure:
                click.echo(f"    → {finding.cure}")
    raise SystemExit(any(finding.verdict == "fail" for finding in findings))


def look(at: datetime) -> list[Finding]:
    """All findings; without its tables only the database can be looked at."""
    first, *rest = CHECKS
    found = [first(at)]
    return found if found[0].verdict == "fail" else found + [check(at) for check in rest]
