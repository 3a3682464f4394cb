"""Migrations are linear, named by what they are for, and none is missing (`make check` runs them on both engines)."""

import re

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db.migrations.loader import MigrationLoader


def test_migrations_are_linear_and_named_by_intent() -> None:
    loader = MigrationLoader(None)
    ours = {config.label for config in apps.get_app_configs() if config.name.startswith("vungxanh.")}
    for label in ours & loader.migrated_apps:
        names = [name for app, name in loader.disk_migrations if app == label]
        assert len(loader.graph.leaf_nodes(label)) == 1, label
        assert not [name for name in names if re.search(r"_auto_|_alter_|\d{8}", name)]


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
