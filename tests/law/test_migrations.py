"""Migrations are linear and named by what they are for."""

import re

from django.apps import apps
from django.db.migrations.loader import MigrationLoader


def test_migrations_are_linear_and_named_by_intent() -> None:
    loader = MigrationLoader(None)
    ours = {config.label for config in apps.get_app_configs() if config.name.startswith("vungxanh.")}
    for label in ours & loader.migrated_apps:
        names = [name for app, name in loader.disk_migrations if app == label]
        assert len(loader.graph.leaf_nodes(label)) == 1, label
        assert not [name for name in names if re.search(r"_auto_|_alter_|\d{8}", name)]
