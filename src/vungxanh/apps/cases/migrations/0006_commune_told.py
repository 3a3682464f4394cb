from typing import Any

from django.db import migrations, models
from django.db.models import Exists, Min, OuterRef, Q


def look_back(apps: Any, _schema: object) -> None:
    """Until now a case had one time for all places: those its contacts stood in then were told at it, others later.

    Whose people only phones know of since alerts were stopped was not told. Run twice it leaves the same rows.
    """
    standings, told = apps.get_model("cases", "Standing").objects, apps.get_model("cases", "CommuneTold")
    last = apps.get_model("cases", "BreakerTurn").objects.order_by("-pk").first()
    reached = standings.filter(level__gte=1).exclude(case__notified_at=None)
    if last and last.opened:
        live = apps.get_model("cases", "Exposure").objects.filter(withdrawn_at=None)
        live = live.filter(Q(target=OuterRef("person")) | Q(source=OuterRef("person")))
        phone = live.filter(origin="ble", recorded_at__gte=last.at)
        reached = reached.filter(~Exists(phone) | Exists(live.exclude(origin="ble")))
    found = Min("person__changes__derivation__at", filter=Q(person__changes__after__level__gte=1))
    places = reached.values_list("case", "path", "case__notified_at").annotate(found=found).order_by()
    rows = (told(case_id=case, path=path, at=max(at, found or at)) for case, path, at, found in places)
    told.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [("cases", "0005_what_decisions_speak_of")]

    operations = [
        migrations.CreateModel(
            name="CommuneTold",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("path", models.CharField(max_length=400)),
                ("at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=models.deletion.CASCADE,
                        related_name="communes_told",
                        to="cases.case",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("case", "path"), name="cases_commune_told_once"),
                ],
            },
        ),
        migrations.RunPython(look_back, migrations.RunPython.noop, elidable=True),
    ]
