"""The full-text index beside the entries, in the way of each database."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

SQLITE = (
    (
        "CREATE VIRTUAL TABLE search_text USING fts5(exact, folded, content='', "
        "tokenize=\"unicode61 remove_diacritics 0\", prefix='2 3')"
    ),
    (
        "CREATE TRIGGER search_text_insert AFTER INSERT ON search_entry BEGIN "
        "INSERT INTO search_text(rowid, exact, folded) VALUES (new.id, new.exact, new.folded); END"
    ),
    (
        "CREATE TRIGGER search_text_delete AFTER DELETE ON search_entry BEGIN "
        "INSERT INTO search_text(search_text, rowid, exact, folded) "
        "VALUES ('delete', old.id, old.exact, old.folded); END"
    ),
    (
        "CREATE TRIGGER search_text_update AFTER UPDATE OF exact, folded ON search_entry BEGIN "
        "INSERT INTO search_text(search_text, rowid, exact, folded) "
        "VALUES ('delete', old.id, old.exact, old.folded); "
        "INSERT INTO search_text(rowid, exact, folded) VALUES (new.id, new.exact, new.folded); END"
    ),
)
SQLITE_BACK = ("DROP TABLE search_text",)
POSTGRESQL = (
    "ALTER TABLE search_entry ADD COLUMN exact_vector tsvector, ADD COLUMN folded_vector tsvector",
    "CREATE INDEX search_entry_exact ON search_entry USING gin (exact_vector)",
    "CREATE INDEX search_entry_folded ON search_entry USING gin (folded_vector)",
)
POSTGRESQL_BACK = ("ALTER TABLE search_entry DROP COLUMN exact_vector, DROP COLUMN folded_vector",)
FORWARD = {"sqlite": SQLITE, "postgresql": POSTGRESQL}
BACK = {"sqlite": SQLITE_BACK, "postgresql": POSTGRESQL_BACK}


def create(_apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    for statement in FORWARD[editor.connection.vendor]:
        editor.execute(statement)


def drop(_apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    for statement in BACK[editor.connection.vendor]:
        editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("search", "0001_tables")]
    operations = [migrations.RunPython(create, drop)]
