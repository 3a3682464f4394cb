"""Django's settings of the one database, and how a wrong setting is said."""

from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit


def sqlite(path: Path) -> dict[str, object]:
    """SQLite as measured: write transactions begin IMMEDIATE, readers never wait for the writer (WAL)."""
    path.parent.mkdir(parents=True, exist_ok=True)
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "CONN_MAX_AGE": 60,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-16000;"
                "PRAGMA mmap_size=134217728; PRAGMA temp_store=MEMORY;"
            ),
        },
    }


def postgresql(url: str, *, pool_size: int) -> dict[str, object]:
    """PostgreSQL through psycopg 3 with its own pool; `url` may carry libpq options (`?sslmode=require`)."""
    wrong = said(
        "DATABASE_URL",
        "ghi postgresql://user:password@host:port/name hoặc để trống",
        "give postgresql://user:password@host:port/name or nothing",
    )
    try:
        parts = urlsplit(url)
        port = str(parts.port or "")
    except ValueError as error:
        raise ValueError(wrong) from error
    if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
        raise ValueError(wrong)
    options = dict(parse_qsl(parts.query))
    host = unquote(parts.hostname or "") or options.pop("host", "")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": port,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options | {"pool": {"min_size": 1, "max_size": pool_size, "timeout": 20}},
    }


def said(name: str, vietnamese: str, english: str) -> str:
    """A refusal in both languages, for nobody's choice is known yet."""
    return f"VUNGXANH_{name}: {vietnamese} / {english}"
