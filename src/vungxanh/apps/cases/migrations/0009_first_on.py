import django.db.models.deletion
from django.db import migrations, models

import vungxanh.apps.cases.models.derivation


class Migration(migrations.Migration):
    dependencies = [("cases", "0008_held_before_proof")]

    operations = [
        migrations.AddField(
            model_name="standing",
            name="first_on",
            field=models.GeneratedField(
                db_persist=True,
                expression=vungxanh.apps.cases.models.derivation.DayHere("first_at"),
                output_field=models.DateField(null=True),
            ),
        ),
        migrations.AlterField(
            model_name="standing",
            name="case",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="reached",
                to="cases.case",
            ),
        ),
        migrations.AddIndex(
            model_name="standing",
            index=models.Index(fields=["level", "first_on", "path"], name="cases_standing_days"),
        ),
        migrations.AddIndex(
            model_name="standing",
            index=models.Index(fields=["case", "level", "first_on", "path"], name="cases_standing_of_case"),
        ),
    ]
