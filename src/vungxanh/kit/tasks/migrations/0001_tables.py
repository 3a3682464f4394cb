"""Leases, ticks and workers' beats."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """The first tables."""

    initial = True

    dependencies = [
        ("django_tasks_database", "0021_conditional_partial_index_ordering"),
    ]

    operations = [
        migrations.CreateModel(
            name="Lease",
            fields=[
                (
                    "task",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="lease",
                        serialize=False,
                        to="django_tasks_database.dbtaskresult",
                    ),
                ),
                ("worker", models.CharField(db_index=True, max_length=64)),
                ("attempt", models.PositiveIntegerField()),
                ("expires_at", models.DateTimeField(db_index=True)),
            ],
            options={
                "db_table": "tasks_lease",
            },
        ),
        migrations.CreateModel(
            name="WorkerBeat",
            fields=[
                (
                    "name",
                    models.CharField(max_length=64, primary_key=True, serialize=False),
                ),
                ("host", models.CharField(max_length=100)),
                ("pid", models.PositiveIntegerField()),
                ("threads", models.PositiveSmallIntegerField()),
                ("started_at", models.DateTimeField()),
                ("beat_at", models.DateTimeField(db_index=True)),
            ],
            options={
                "db_table": "tasks_worker_beat",
            },
        ),
        migrations.CreateModel(
            name="Tick",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                ("minute", models.DateTimeField()),
            ],
            options={
                "db_table": "tasks_tick",
                "constraints": [models.UniqueConstraint(fields=("name", "minute"), name="tasks_tick_once")],
            },
        ),
    ]
