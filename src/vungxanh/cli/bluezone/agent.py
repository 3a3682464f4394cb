"""`vungxanh bluezone agent`: this machine as a phone (tác tử Bluezone)."""

import sys
from pathlib import Path

import click

from vungxanh.cli.bluezone.said import LANGUAGE

_RADIO = "sim:hall[,phones=N][,seed=N][,speed=N] · hci:usb:0 · hci:/dev/ttyUSB0 · replay:FILE"


@click.command()
@click.option("--radio", required=True, metavar="RADIO", help=_RADIO)
@click.option("--store", type=click.Path(path_type=Path, file_okay=False), help="Thư mục kho / folder of the store.")
@click.option("--foreground", is_flag=True, help="Nhịp khi mở ứng dụng: 150 s bật, 5 s nghỉ / duty cycle in front.")
@click.option(
    "--beacon/--no-beacon", default=True, help="Gói iBeacon đánh thức ứng dụng iPhone / wake-up of iPhone apps (on)."
)
@click.option("--advertise", metavar="ON/OFF", help="Nhịp phát, giây / seconds of advertising and of rest (15/15).")
@click.option("--scan", metavar="ON/OFF", help="Nhịp nghe, giây / seconds of scanning and of rest (40/260).")
@click.option("--seconds", type=click.FloatRange(0, min_open=True), help="Dừng sau chừng này giây / stop after.")
@click.option("--record", type=click.Path(path_type=Path, dir_okay=False), help="Ghi lại sóng / write a recording.")
@click.option("--server", metavar="URL", help="Kéo lô khoá từ máy chủ này / fetch signed batches from here.")
@click.option("--trust", type=click.Path(path_type=Path), help="Tệp keys.json của máy chủ / the server's keys.json.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line instead of the screen.")
@LANGUAGE
def agent(
    *,
    radio: str,
    store: Path | None,
    foreground: bool,
    beacon: bool,
    advertise: str | None,
    scan: str | None,
    seconds: float | None,
    record: Path | None,
    server: str | None,
    trust: Path | None,
    as_json: bool,
    lang: str,
) -> None:
    """Phát, quét và lưu như một điện thoại Bluezone / advertise, scan and store as a phone does.

    Exit 0: stopped in order. Exit 1: could not start or go on, for the reason said.
    """
    from vungxanh.device.running import run_agent

    code = run_agent(
        radio,
        store_dir=store,
        as_json=as_json,
        foreground=foreground,
        beacon=beacon,
        advertise=advertise,
        scan=scan,
        seconds=seconds,
        record=record,
        server=server,
        trust=trust,
        language=lang,
    )
    sys.exit(code)
