from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0007_what_decisions_reach")]

    operations = [
        migrations.AddField(model_name="case", name="held_before", field=models.JSONField(blank=True, default=dict)),
    ]
