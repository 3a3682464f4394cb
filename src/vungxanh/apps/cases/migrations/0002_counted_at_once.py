from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0001_initial"),
        ("org", "0001_initial"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("state", "active")),
                fields=["path", "classification"],
                name="cases_case_active",
                opclasses=["varchar_pattern_ops", ""],
            ),
        ),
        migrations.AddIndex(
            model_name="plan",
            index=models.Index(condition=models.Q(("ended_on", None)), fields=["id"], name="cases_plan_going"),
        ),
    ]
