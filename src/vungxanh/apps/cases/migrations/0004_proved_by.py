from collections import defaultdict

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def link(apps: Apps, _schema: BaseDatabaseSchemaEditor | None) -> None:
    """Which positive confirmed a case was told until now by the moment of both; a page gives it without the seconds."""
    cases = apps.get_model("cases", "Case").objects
    positives = apps.get_model("cases", "Sample").objects.filter(result="positive").exclude(result_at=None)
    found = defaultdict(list)
    for sample, person, moment in positives.order_by("result_at", "pk").values_list("pk", "person", "result_at"):
        found[person].append((moment.replace(second=0, microsecond=0), moment, sample))
    rested = []
    confirmed = cases.filter(classification="confirmed").exclude(result_at=None)
    for key, person, at in confirmed.values_list("pk", "person", "result_at").iterator():
        rested += [(key, sample) for minute, moment, sample in found.get(person, ()) if minute <= at <= moment][:1]
    for key, sample in rested:
        cases.filter(pk=key).update(proved_by=sample)


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0003_alike"),
    ]

    operations = [
        migrations.AddField(
            model_name="case",
            name="proved_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="proves",
                to="cases.sample",
            ),
        ),
        migrations.RunPython(link, migrations.RunPython.noop, elidable=True),
    ]
