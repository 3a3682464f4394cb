"""The sentence of an edit is read from `said`."""

from django.db import migrations


class Migration(migrations.Migration):
    """Drops the column that `said` replaces."""

    dependencies = [("directives", "0002_said_and_recurrence_detail")]

    operations = [migrations.RemoveField("edit", "summary")]
