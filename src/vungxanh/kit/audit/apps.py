"""The audit log as a Django app."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Tables `audit_entry` and `audit_head`."""

    name = "vungxanh.kit.audit"
    label = "audit"
    default_auto_field = "django.db.models.BigAutoField"
