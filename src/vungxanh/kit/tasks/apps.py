"""The worker's own tables as a Django app."""

from django.apps import AppConfig


class TasksConfig(AppConfig):
    """Leases, ticks and workers' beats, beside the task rows of django-tasks-db."""

    name = "vungxanh.kit.tasks"
    label = "tasks"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say what expires."""
        from vungxanh.kit.tasks import expiry

        expiry.register()
