"""The entries and their head."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """The first tables."""

    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("seq", models.BigIntegerField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("actor_key", models.CharField(max_length=80)),
                ("actor_name", models.CharField(max_length=200)),
                ("unit_code", models.CharField(blank=True, max_length=40)),
                ("verb", models.CharField(max_length=80)),
                ("object_type", models.CharField(blank=True, max_length=100)),
                ("object_id", models.CharField(blank=True, max_length=64)),
                ("data", models.TextField()),
                ("previous", models.CharField(max_length=64)),
                ("hash", models.CharField(max_length=64)),
            ],
            options={
                "db_table": "audit_entry",
                "ordering": ["seq"],
                "indexes": [
                    models.Index(
                        fields=["object_type", "object_id", "seq"],
                        name="audit_entry_object",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Head",
            fields=[
                (
                    "id",
                    models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False),
                ),
                ("count", models.BigIntegerField(default=0)),
                (
                    "hash",
                    models.CharField(
                        default="0000000000000000000000000000000000000000000000000000000000000000",
                        max_length=64,
                    ),
                ),
            ],
            options={
                "db_table": "audit_head",
                "constraints": [models.CheckConstraint(condition=models.Q(("id", 1)), name="audit_head_is_one_row")],
            },
        ),
    ]
