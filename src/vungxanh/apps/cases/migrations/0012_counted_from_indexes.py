from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0011_reached")]

    operations = [
        migrations.RemoveIndex(model_name="standing", name="cases_standing_days"),
        migrations.AddIndex(
            model_name="standing",
            index=models.Index(fields=["level", "first_on", "path", "person"], name="cases_standing_days"),
        ),
        migrations.RemoveIndex(model_name="plan", name="cases_plan_going"),
        migrations.AddIndex(
            model_name="plan",
            index=models.Index(fields=["id", "path"], condition=models.Q(ended_on=None), name="cases_plan_going"),
        ),
    ]
