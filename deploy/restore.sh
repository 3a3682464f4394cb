#!/bin/sh
# restore.sh FOLDER/DATE: put a backup back where no database is, and prove the audit log unbroken.
# Uses the environment of vungxanh.env; web and worker are stopped.
set -eu
umask 027
here=$(cd "$(dirname "$0")/.." && pwd)
bin=${VUNGXANH_BIN:-$here/.venv/bin}
var=${VUNGXANH_VAR_DIR:-$here/var}
source=$(cd "${1:?usage: restore.sh FOLDER/DATE}" && pwd)
(cd "$source" && sha256sum --check --quiet SHA256SUMS)
mkdir -p "$var"
if [ -n "${VUNGXANH_DATABASE_URL:-}" ]; then
    . "$here/deploy/database.sh"
    tables=$(psql --no-psqlrc --tuples-only --no-align --dbname="$database" \
        --command="SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
    [ "$tables" = 0 ] || { echo "the database has $tables tables: restore into an empty one" >&2; exit 1; }
    pg_restore --no-owner --exit-on-error --single-transaction --dbname="$database" "$source/database.dump"
else
    for old in "$var/vungxanh.sqlite3" "$var/vungxanh.sqlite3-wal" "$var/vungxanh.sqlite3-shm"; do
        [ ! -e "$old" ] || { echo "$old is in the way: move it aside first" >&2; exit 1; }
    done
    cp "$source/database.sqlite3" "$var/vungxanh.sqlite3"
fi
[ ! -f "$source/files.tar" ] || tar --extract --file="$source/files.tar" --directory="$var" --skip-old-files
[ ! -f "$source/exposure.tar" ] || tar --extract --file="$source/exposure.tar" --directory="$var" --skip-old-files
"$bin/vungxanh" migrate
"$bin/vungxanh" audit verify --head "$(cat "$source/audit-head")"
