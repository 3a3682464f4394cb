"""The task that benchmarks/worker.py has carried out: it does nothing, so that only the queue is measured."""

from vungxanh.kit.tasks import task


@task()
def nothing() -> None:
    """Nothing."""
