"""`vungxanh worker`: run the background tasks."""

import click


@click.command()
@click.option("--threads", default=1, show_default=True, type=click.IntRange(1, 32), help="Tasks run side by side.")
@click.option("--poll", "poll_s", default=1.0, show_default=True, help="Seconds an idle worker waits before looking again.")
@click.option("--lease", "lease_s", default=60.0, show_default=True, help="Seconds after which a silent worker is lost.")
@click.option("--grace", "grace_s", default=30.0, show_default=True, help="Seconds SIGTERM gives a running task.")
@click.option("--once", is_flag=True, help="Stop when nothing is ready.")
def worker(threads: int, poll_s: float, lease_s: float, grace_s: float, once: bool) -> None:
    """Chạy các việc nền / run background tasks until SIGTERM."""
    from vungxanh.kit.tasks.process import main
    from vungxanh.kit.tasks.worker import Worker

    main(Worker(threads=threads, poll_s=poll_s, lease_s=lease_s, once=once), grace_s=grace_s)
