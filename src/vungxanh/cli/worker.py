"""`vungxanh worker`: run the background tasks."""

from uuid import UUID

import click
from django.utils.translation import gettext as _


@click.command()
@click.option("--threads", default=1, show_default=True, type=click.IntRange(1, 32), help="Tasks run side by side.")
@click.option(
    "--poll", "poll_s", default=1.0, show_default=True, help="Seconds an idle worker waits before looking again."
)
@click.option(
    "--lease", "lease_s", default=60.0, show_default=True, help="Seconds after which a silent worker is lost."
)
@click.option("--grace", "grace_s", default=30.0, show_default=True, help="Seconds SIGTERM gives a running task.")
@click.option("--once", is_flag=True, help="Stop when nothing is ready.")
@click.option("--dead", is_flag=True, help="List the tasks that failed for good, and run nothing.")
@click.option("--again", type=click.UUID, metavar="ID", help="Give a failed task its attempts back, and run nothing.")
def worker(
    *, threads: int, poll_s: float, lease_s: float, grace_s: float, once: bool, dead: bool, again: UUID | None
) -> None:
    """Chạy các việc nền / run background tasks until SIGTERM."""
    from vungxanh.kit.tasks.process import main
    from vungxanh.kit.tasks.worker import Worker

    if dead or again:
        _list_dead() if dead else _requeue(again)
        return
    main(Worker(threads=threads, poll_s=poll_s, lease_s=lease_s, once=once), grace_s=grace_s)


def _list_dead() -> None:
    from vungxanh.kit.tasks import health

    for row in health.dead_letters().iterator(chunk_size=200):
        last_line = row.traceback.strip().rpartition("\n")[2]
        click.echo(f"{row.id}  {row.finished_at:%Y-%m-%d %H:%M}Z  ×{len(row.worker_ids)}  {row.task_path}  {last_line}")


def _requeue(task_id: UUID | None) -> None:
    from vungxanh.kit.tasks import health

    if task_id is None or not health.requeue(task_id):
        raise click.ClickException(_("Việc %(id)s không nằm trong các việc đã dừng hẳn.") % {"id": task_id})
    click.echo(f"✓ {task_id}")
