"""`vungxanh bluezone journey`: from a health officer's code to release, on a server of its own (một lượt truy vết)."""

import json
import os
import subprocess
import sys

import click

from vungxanh.cli.bluezone.given_database import look_at
from vungxanh.cli.bluezone.journey_room import Room, own_room
from vungxanh.cli.bluezone.said import AS_JSON, LANGUAGE, leave, sentence
from vungxanh.kit import orphans

LONGEST_END_S = 40.0
_WORDS = {
    "place": ("Máy chủ tạm {url}, ngày của tỉnh {day}", "A temporary server {url}, the province's day {day}"),
    "met": (
        "Bốn máy ở gần nhau {minutes} phút hôm {day}; máy 3 ở xa: {rows}",
        "Four phones near each other for {minutes} minutes on {day}, phone 3 apart: {rows}",
    ),
    "case": ("CDC mở ca bệnh {code}; chưa ai là F1", "The CDC opens case {code}; nobody is F1 yet"),
    "code": ("CDC cấp mã một lần {kind}, hết hạn {until}", "The CDC issues a single-use code {kind}, until {until}"),
    "consent": (
        "Chủ máy 0 đọc {lines} dòng và đồng ý; gửi {bytes} byte: {outcome}; máy đổi khoá: {new_key}",
        "The owner of phone 0 reads {lines} lines and consents; {bytes} bytes sent: {outcome}; new key: {new_key}",
    ),
    "again": ("Dùng lại mã đó: {outcome}", "The same code again: {outcome}"),
    "batch": (
        "Lô khoá {number}: {rows} dòng, {size} byte, ký bằng {key}",
        "Batch {number}: {rows} rows, {size} bytes, signed by {key}",
    ),
    "match": ("Máy {phone} đối chiếu tại máy: gặp {met} khoá", "Phone {phone} compares on itself: met {met} keys"),
    "tell": (
        "Chủ máy {phone} đồng ý báo {rows} dòng và thông tin của mình: {outcome}",
        "The owner of phone {phone} consents to telling {rows} rows and who they are: {outcome}",
    ),
    "confirm": (
        "Trạm y tế {place} gọi cho người tự báo ở máy {phone} và xác nhận",
        "The health station of {place} calls the owner of phone {phone} and confirms the report",
    ),
    "contact": (
        "{who} hiện ở {place}: F{level}, nguồn {code}, xác suất {probability}, theo dõi đến {until}",
        "{who} appears in {place}: F{level}, of {code}, probability {probability}, followed up until {until}",
    ),
    "notice": ("Trạm y tế được báo: {notices}", "The health stations are told: {notices}"),
    "clock": (
        "Từ lúc mở ca đến lúc xã được báo: {seconds} giây",
        "From the case to the notice of its communes: {seconds} s",
    ),
    "check": ("Trạm y tế {place} theo dõi {who}: {outcome}", "The health station of {place} checks {who}: {outcome}"),
    "release": ("Hết hạn {day}: {who} thôi theo dõi ({why})", "The last day {day} is over: {who} is released ({why})"),
    "revoked": (
        "Ca {code} bị loại trừ: {who} thôi theo dõi; lô {number} thu hồi {rows} khoá",
        "Case {code} was none: {who} are released; batch {number} takes {rows} keys back",
    ),
    "forgotten": ("Máy {phone} quên {count} lần gặp", "Phone {phone} forgets {count} findings"),
    "audit": (
        "Nhật ký kiểm toán {entries} dòng, nguyên vẹn: {sound}",
        "Audit log of {entries} entries, sound: {sound}",
    ),
}


@click.command()
@click.option("--revoked", is_flag=True, help="Kết quả dương tính là sai / the positive result turns out wrong.")
@click.option("--database-url", default="", help="An empty PostgreSQL database to fill; SQLite without it.")
@AS_JSON
@LANGUAGE
def journey(revoked: bool, database_url: str, as_json: bool, lang: str) -> None:
    """Cán bộ cấp mã → máy gửi → máy khác đối chiếu → xã theo dõi → hết hạn / code, upload, match, follow-up, release.

    Exit 0: every step came true. Exit 1: one did not, and standard error says which. Exit 2: the words were wrong.
    """
    if database_url:
        look_at(database_url, lang)
    told = []
    with own_room() as room:
        (room.path / "static").mkdir()  # whitenoise looks for it
        with _playing(room, database_url, lang, revoked=revoked) as playing:
            try:
                for line in playing.stdout or ():
                    step = json.loads(line)
                    told.append(step)
                    if not as_json:
                        click.echo(f"✓ {len(told):2}. {_WORDS[step['step']][lang == 'en'].format(**step['evidence'])}")
            except KeyboardInterrupt:
                _end(playing)
                leave(sentence("journey_stopped", lang), code=1)
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
    sys.exit(1 if playing.returncode else 0)


def _playing(room: Room, database_url: str, lang: str, *, revoked: bool) -> "subprocess.Popen[str]":
    """The journey in a process of its own, which ends with this one and which Ctrl C reaches through this one only."""
    # In a folder without `.env`: nothing here may reach the database of a deployment.
    own = {name: value for name, value in os.environ.items() if not name.startswith(("VUNGXANH_", "DJANGO_"))}
    own |= {"VUNGXANH_VAR_DIR": str(room.path), "VUNGXANH_DATABASE_URL": database_url, "VUNGXANH_LOG_LEVEL": "ERROR"}
    return subprocess.Popen(
        [sys.executable, "-m", "vungxanh.cli.bluezone.journey_play", lang, *(["--revoked"] if revoked else [])],
        env=own,
        cwd=room.path,
        stdout=subprocess.PIPE,
        text=True,
        pass_fds=(room.lock,),
        process_group=0,
        preexec_fn=orphans.ending_with(os.getpid()),  # noqa: PLW1509 - this process has no threads
    )


def _end(playing: "subprocess.Popen[str]") -> None:
    """Let it stop its server; what does not end in time is killed, and its server ends with it."""
    playing.terminate()
    try:
        playing.wait(LONGEST_END_S)
    except subprocess.TimeoutExpired:
        playing.kill()
