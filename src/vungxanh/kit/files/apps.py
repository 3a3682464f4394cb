"""The file store as a Django app."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    """Table `files_stored`."""

    name = "vungxanh.kit.files"
    label = "files"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say what expires."""
        from vungxanh.kit.files import expiry

        expiry.register()
