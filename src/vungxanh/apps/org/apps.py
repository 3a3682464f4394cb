"""Registers the feature with Django."""

from django.apps import AppConfig


class OrgConfig(AppConfig):
    """The org feature."""

    name = "vungxanh.apps.org"

    def ready(self) -> None:
        """Listen to the feature's own events, and tell accounts who administers whom."""
        from vungxanh.apps.accounts import demonstration, policies
        from vungxanh.apps.org import handlers  # noqa: F401
        from vungxanh.apps.org.queries import accounts
        from vungxanh.kit import clock

        policies.register_scope(lambda officer: accounts.administered(officer, clock.day_of(clock.now())))
        demonstration.register_roster(lambda: accounts.roster(clock.day_of(clock.now())))
