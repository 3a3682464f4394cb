"""Notices as a Django app."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """Tables `notices_notice`, `notices_digest`, `notices_delivery`, `notices_preference`."""

    name = "vungxanh.kit.notices"
    label = "notices"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the built-in channels, and what expires; channels of higher features follow in their own `ready`."""
        from vungxanh.kit.notices import expiry, senders
        from vungxanh.kit.notices.builtin import ConsoleSender, EmailSender

        senders.register(EmailSender())
        senders.register(ConsoleSender())
        expiry.register()
