"""`vungxanh run`: prepare what is missing, then serve pages and work off tasks until told to stop."""

import signal
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType

import click
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from vungxanh.kit import clock


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8000, show_default=True, help="The port to listen on.")
@click.option("--workers", default=1, show_default=True, help="Web processes.")
def run(host: str, port: int, workers: int) -> None:
    """Open the province: pages at http://HOST:PORT and the background worker beside them."""
    prepare()
    web = [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port)),
        *("--workers", str(workers), "--blocking-threads", "4", "--backpressure", "64", "--log-level", "warning"),
        "vungxanh.project.wsgi:application",
    ]
    parts = [subprocess.Popen(web), subprocess.Popen([sys.executable, "-m", "vungxanh.kit.tasks"])]
    click.echo(f"Vùng Xanh: http://{host}:{port}   (Ctrl C để dừng)")
    _watch(parts)


def prepare() -> None:
    """Migrate, collect static files and play the demonstration, each only when it is not done yet."""
    if _behind():
        click.echo("Đang chuẩn bị cơ sở dữ liệu …")
        call_command("migrate", verbosity=0, interactive=False)
    if not (Path(settings.STATIC_ROOT) / "staticfiles.json").exists() or _newer_static():
        call_command("collectstatic", verbosity=0, interactive=False)
    if settings.DEMONSTRATION:
        from vungxanh.project.demonstration import open_province

        open_province(at=clock.now(), say=click.echo)


def _behind() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _newer_static() -> bool:
    made = (Path(settings.STATIC_ROOT) / "staticfiles.json").stat().st_mtime
    package = Path(__file__).parents[1]
    return any(path.stat().st_mtime > made for path in package.glob("**/static/**/*") if path.is_file())


def _watch(parts: list[subprocess.Popen[bytes]]) -> None:
    """Stop all parts together: on a signal, or when one of them ends by itself."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise SystemExit(0)

    signal.signal(signal.SIGTERM, stop)
    try:
        while all(part.poll() is None for part in parts):
            time.sleep(0.5)
        raise click.ClickException("Một tiến trình đã dừng; xem thông báo phía trên.")
    except (KeyboardInterrupt, SystemExit):
        click.echo("Đang dừng …")
    finally:
        for part in parts:
            part.terminate()
        for part in parts:
            part.wait(timeout=20)
