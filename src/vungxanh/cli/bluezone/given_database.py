"""The database that `load` and `journey` are given, looked at before anything starts (cơ sở dữ liệu được giao)."""

from vungxanh.cli.bluezone.said import leave, sentence, stop

LONGEST_S = 10


def look_at(url: str, lang: str) -> None:
    """Return when it takes connections and is empty; else one sentence without its password, and exit code 1 or 2."""
    import psycopg

    from vungxanh.project.databases import postgresql

    try:
        parts = postgresql(url, pool_size=1)
    except ValueError:
        stop("not_a_database", lang)
    place = f"{parts['HOST'] or 'localhost'}:{parts['PORT'] or 5432}/{parts['NAME']}"
    try:
        with psycopg.connect(url, connect_timeout=LONGEST_S) as connection:
            tables = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
    except psycopg.Error as error:
        leave(sentence("database_not_reached", lang, place=place, reason=" ".join(str(error).split())), code=1)
    if tables != (0,):
        stop("database_not_empty", lang, place=place)
