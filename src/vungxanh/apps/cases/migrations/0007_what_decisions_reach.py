from typing import Any

from django.db import migrations, models

from vungxanh.kit.clock import day_of


def reach(apps: Any, _schema: object) -> None:
    """Until now every known meeting was a way of every known case, except those that had been withdrawn before.

    A level of who was reached by no case counted from the day of the decision that stands.
    """
    decisions, exposures = apps.get_model("cases", "Decision"), apps.get_model("cases", "Exposure")
    for one in decisions.objects.filter(undone_at=None).iterator():
        told = exposures.objects.filter(pk__in=one.known)
        gone = set(told.filter(withdrawn_at__lte=one.at).values_list("pk", flat=True))
        if not one.sources.update(ways=[key for key in one.known if key not in gone]) and one.level:
            one.level_from = day_of(one.at)
            one.save(update_fields=["level_from"])


class Migration(migrations.Migration):
    dependencies = [("cases", "0006_commune_told")]

    operations = [
        migrations.AddField(
            model_name="decision",
            name="level_from",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="decidedsource",
            name="ways",
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.RunPython(reach, migrations.RunPython.noop, elidable=True),
    ]
