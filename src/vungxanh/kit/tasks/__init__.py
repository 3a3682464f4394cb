"""Background tasks that survive crashes (việc chạy nền): declared here, kept in the database, run by our worker.

Tasks are rows of django-tasks-db and commit with the business rows. They run at least once, so every task must be
idempotent, and a task is only a nudge: truth lives in domain rows.
"""

from django_tasks import task

from vungxanh.kit.tasks.retries import retry
from vungxanh.kit.tasks.schedule import periodic

__all__ = ["periodic", "retry", "task"]
