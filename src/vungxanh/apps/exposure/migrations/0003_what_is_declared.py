from django.db import migrations, models


def date_declarations(apps, _schema_editor):
    """When a phone of before declared something nobody knows: the last day it spoke is the latest that can be."""
    device = apps.get_model("exposure", "Device")
    device.objects.filter(replaced_by=None).update(declared_on=models.F("seen_on"))


class Migration(migrations.Migration):
    dependencies = [
        ("exposure", "0002_keys_set_aside"),
    ]

    operations = [
        migrations.AddField(
            model_name="upload",
            name="revoked_why",
            field=models.CharField(blank=True, default="", max_length=300),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="device",
            name="declared_on",
            field=models.DateField(blank=True, db_index=True, null=True),
        ),
        migrations.RunPython(date_declarations, migrations.RunPython.noop),
    ]
