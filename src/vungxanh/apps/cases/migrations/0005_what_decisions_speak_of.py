from typing import Any

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q


def speak(apps: Any, _schema: object) -> None:
    """Decisions spoke of whatever there was until now: of all that is known today, and of nothing that comes."""
    decisions, standings = apps.get_model("cases", "Decision"), apps.get_model("cases", "Standing")
    exposures, sources = apps.get_model("cases", "Exposure"), apps.get_model("cases", "DecidedSource")
    for one in decisions.objects.filter(undone_at=None).iterator():
        told = exposures.objects.filter(Q(source=one.person_id) | Q(target=one.person_id)).order_by("pk")
        one.known = list(told.values_list("pk", flat=True))
        one.save(update_fields=["known"])
        row = standings.objects.filter(person=one.person_id).first()
        terms = row.detail["terms"] if row else []
        levels = {term["case"]: term["level"] for term in terms}
        sources.objects.bulk_create(
            [sources(decision=one, case_id=case, level=level) for case, level in levels.items()]
        )
        for term in terms:
            term["is_decided"], held = True, term["measure"]
            place = one.place or held["place"]
            place = "home" if one.quarantine_until and not one.place and place == "none" else place
            until = one.quarantine_until.isoformat() if one.quarantine_until else held["quarantine_until"]
            held |= {"place": place, "quarantine_until": None if place == "none" else until}
        if row:
            row.save(update_fields=["detail"])


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0004_proved_by"),
    ]

    operations = [
        migrations.AddField(
            model_name="decision",
            name="known",
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.CreateModel(
            name="DecidedSource",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("level", models.PositiveSmallIntegerField()),
                (
                    "case",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="cases.case"),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="sources", to="cases.decision"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("decision", "case"), name="cases_decided_once")],
            },
        ),
        migrations.RunPython(speak, migrations.RunPython.noop, elidable=True),
    ]
