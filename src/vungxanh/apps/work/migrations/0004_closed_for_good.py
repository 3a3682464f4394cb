"""What was handed down in one turn and closed for good is told from what was closed for that turn only."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def keep_closed(apps: Apps, _schema: BaseDatabaseSchemaEditor) -> None:
    """Until now whatever was closed was closed for good."""
    apps.get_model("work", "Assignment").objects.filter(state="closed").update(repeats=False)


class Migration(migrations.Migration):
    """Adds `repeats`."""

    dependencies = [("work", "0003_self_given_index")]
    operations = [
        migrations.AddField("assignment", "repeats", models.BooleanField(default=True)),
        migrations.RunPython(keep_closed, migrations.RunPython.noop),
    ]
