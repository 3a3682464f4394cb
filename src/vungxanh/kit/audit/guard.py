"""Triggers by which the database itself refuses to change or remove audit entries, on both engines."""

from django.db.backends.base.base import BaseDatabaseWrapper

REFUSAL = "audit log is append-only"

_SQLITE = {
    "audit_entry_no_update": "BEFORE UPDATE ON audit_entry",
    "audit_entry_no_delete": "BEFORE DELETE ON audit_entry",
    # INSERT OR REPLACE removes a row without firing delete triggers.
    "audit_entry_no_replace": (
        "BEFORE INSERT ON audit_entry WHEN EXISTS (SELECT 1 FROM audit_entry WHERE seq = NEW.seq)"
    ),
    "audit_head_no_delete": "BEFORE DELETE ON audit_head",
    "audit_head_only_grows": "BEFORE UPDATE ON audit_head WHEN NEW.count <= OLD.count OR NEW.id <> OLD.id",
}
_POSTGRESQL = {
    "audit_entry_no_change": ("audit_entry", "BEFORE UPDATE OR DELETE ON audit_entry FOR EACH ROW"),
    "audit_entry_no_truncate": ("audit_entry", "BEFORE TRUNCATE ON audit_entry"),
    "audit_head_no_delete": ("audit_head", "BEFORE DELETE ON audit_head FOR EACH ROW"),
    "audit_head_no_truncate": ("audit_head", "BEFORE TRUNCATE ON audit_head"),
    "audit_head_only_grows": (
        "audit_head",
        "BEFORE UPDATE ON audit_head FOR EACH ROW WHEN (NEW.count <= OLD.count OR NEW.id <> OLD.id)",
    ),
}


def arm(connection: BaseDatabaseWrapper) -> None:
    """Put the triggers in place; safe to repeat."""
    disarm(connection)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for name, when in _SQLITE.items():
                cursor.execute(f"CREATE TRIGGER {name} {when} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END")
            return
        cursor.execute(
            "CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'restrict_violation'; END $$"
        )
        for name, (_table, when) in _POSTGRESQL.items():
            cursor.execute(f"CREATE TRIGGER {name} {when} EXECUTE FUNCTION audit_refuse()")


def disarm(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers away: to undo the migration, or to empty a test database."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for name in _SQLITE:
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
            return
        for name, (table, _when) in _POSTGRESQL.items():
            cursor.execute(f"DROP TRIGGER IF EXISTS {name} ON {table}")


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """The triggers that do not stand; `vungxanh audit verify` and doctor say so when there is one."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            wanted = set(_SQLITE)
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        else:
            wanted = set(_POSTGRESQL)
            cursor.execute("SELECT tgname FROM pg_trigger WHERE tgenabled <> 'D' AND NOT tgisinternal")
        return sorted(wanted - {name for (name,) in cursor.fetchall()})
