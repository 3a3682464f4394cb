"""Sentences about edits are kept as source and facts; a recurrence names its day and hour."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

RECURRENCES = [
    ("", "Một lần"),
    ("unset", "Định kỳ, chưa chọn chu kỳ"),
    ("daily", "Hằng ngày làm việc"),
    ("weekly", "Hằng tuần"),
    ("fortnightly", "Hai tuần một lần"),
    ("monthly", "Hằng tháng"),
    ("quarterly", "Hằng quý"),
    ("half_yearly", "Sáu tháng một lần"),
    ("yearly", "Hằng năm"),
]


def keep_summaries(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """What was written before stays as it was written: a sentence without facts."""
    edits = apps.get_model("directives", "Edit")
    batch = []
    for edit in edits.objects.exclude(summary="").only("pk", "summary").iterator(chunk_size=1000):
        edit.said = {"say": edit.summary}
        batch.append(edit)
    edits.objects.bulk_update(batch, ["said"], batch_size=500)


class Migration(migrations.Migration):
    """Adds both and copies the summaries."""

    dependencies = [("directives", "0001_initial")]

    operations = [
        migrations.AddField("directivetask", "recurrence_detail", models.CharField(blank=True, max_length=60)),
        migrations.AlterField(
            "directivetask",
            "recurrence",
            models.CharField(blank=True, choices=RECURRENCES, default="", max_length=12),
        ),
        migrations.AddField("edit", "said", models.JSONField(default=dict)),
        migrations.RunPython(keep_summaries, migrations.RunPython.noop, elidable=True),
    ]
