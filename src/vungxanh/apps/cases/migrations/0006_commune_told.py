from django.db import migrations, models


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
    ]
