"""The head row, and the triggers that make the log append-only."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from vungxanh.kit.audit import guard


def forwards(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Make the head row and arm the triggers."""
    apps.get_model("audit", "Head").objects.get_or_create(pk=1)
    guard.arm(schema_editor.connection)


def backwards(_apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Disarm the triggers so that the tables can be dropped."""
    guard.disarm(schema_editor.connection)


class Migration(migrations.Migration):
    """After the tables."""

    dependencies = [("audit", "0001_tables")]
    operations = [migrations.RunPython(forwards, backwards)]
