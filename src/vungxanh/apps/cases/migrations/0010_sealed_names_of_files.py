from django.db import migrations

import vungxanh.kit.sealing.fields


class Migration(migrations.Migration):
    """Names of files stood in clear until now, and may name people: those of before are forgotten."""

    dependencies = [("cases", "0009_first_on")]

    operations = [
        migrations.RemoveField(model_name="import", name="name"),
        migrations.AddField(
            model_name="import",
            name="name",
            field=vungxanh.kit.sealing.fields.SealedTextField(
                blank=True, max_length=200, null=True, purpose="cases.import.name"
            ),
        ),
    ]
