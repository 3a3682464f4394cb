from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def leave_to_compare(apps: Any, _schema: object) -> None:
    """Who is there already has been compared with nobody; that takes keys and time, so it is done afterwards."""
    last = apps.get_model("cases", "Person").objects.aggregate(last=models.Max("pk"))["last"]
    if last:
        apps.get_model("cases", "Uncompared").objects.create(last=last)


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0002_counted_at_once"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="merge",
            name="by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.CreateModel(
            name="Alike",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("path", models.CharField(max_length=400)),
                ("found_at", models.DateTimeField()),
                (
                    "one",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="cases.person",
                    ),
                ),
                (
                    "other",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="cases.person"),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["path", "id"], name="cases_alike_place", opclasses=["varchar_pattern_ops", ""])
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("one", "other"), name="cases_alike_once"),
                    models.CheckConstraint(
                        condition=models.Q(("one__lt", models.F("other"))), name="cases_alike_order"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Uncompared",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("after", models.PositiveBigIntegerField(default=0)),
                ("last", models.PositiveBigIntegerField()),
            ],
        ),
        migrations.RunPython(leave_to_compare, migrations.RunPython.noop, elidable=True),
    ]
