"""Lost workers and outages are counted apart from a task's own errors."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """A row for a task from its first setback on; tasks that wait while this is applied begin with none."""

    dependencies = [
        ("tasks", "0001_tables"),
    ]

    operations = [
        migrations.CreateModel(
            name="Setbacks",
            fields=[
                (
                    "task",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="setbacks",
                        serialize=False,
                        to="django_tasks_database.dbtaskresult",
                    ),
                ),
                ("crashes", models.PositiveSmallIntegerField(default=0)),
                ("outages", models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                "db_table": "tasks_setbacks",
            },
        ),
    ]
