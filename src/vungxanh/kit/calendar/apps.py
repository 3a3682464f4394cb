"""The working-day table as a Django app."""

from django.apps import AppConfig


class CalendarConfig(AppConfig):
    """Tables `calendar_version` and `calendar_day`."""

    name = "vungxanh.kit.calendar"
    label = "calendar"
    default_auto_field = "django.db.models.BigAutoField"
