"""What an entry is called, to tell a hit in a name from one in the text; `vungxanh search reindex` fills old rows."""

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

# Written out, because Django's own way on SQLite makes the table anew and so drops the triggers of 0002.
FORWARD = (
    "ALTER TABLE search_entry ADD COLUMN names text NOT NULL DEFAULT ''",
    "ALTER TABLE search_entry ADD COLUMN rank smallint NOT NULL DEFAULT 0",
)
BACK = ("ALTER TABLE search_entry DROP COLUMN names", "ALTER TABLE search_entry DROP COLUMN rank")


def add(_apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    for statement in FORWARD:
        editor.execute(statement)


def drop(_apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    for statement in BACK:
        editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("search", "0002_full_text")]
    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunPython(add, drop)],
            state_operations=[
                migrations.AddField("searchentry", "names", models.TextField(blank=True, default="")),
                migrations.AddField("searchentry", "rank", models.SmallIntegerField(default=0)),
            ],
        )
    ]
