from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0010_sealed_names_of_files")]

    operations = [
        migrations.AddField(model_name="derivation", name="reached", field=models.PositiveBigIntegerField(null=True)),
    ]
