#!/bin/sh
# backup.sh FOLDER: write FOLDER/DATE with the database, the files and the head of the audit log, while people work.
# Uses the environment of vungxanh.env.
set -eu
umask 077
here=$(cd "$(dirname "$0")/.." && pwd)
bin=${VUNGXANH_BIN:-$here/.venv/bin}
var=${VUNGXANH_VAR_DIR:-$here/var}
target=${1:?usage: backup.sh FOLDER}/$(date +%F)
[ ! -e "$target" ] || target="$target.$(date +%H%M%S)"
part="$target.part"
mkdir -p "$part"
# The head first: the database that follows holds at least these entries.
"$bin/vungxanh" audit head > "$part/audit-head"
if [ -n "${VUNGXANH_DATABASE_URL:-}" ]; then
    . "$here/deploy/database.sh"
    pg_dump --format=custom --no-owner --file="$part/database.dump" "$database"
else
    "$bin/python" - "$var/vungxanh.sqlite3" "$part/database.sqlite3" <<'PY'
import pathlib
import sqlite3
import sys

source = sqlite3.connect(f"{pathlib.Path(sys.argv[1]).resolve().as_uri()}?mode=ro", uri=True, timeout=60)
source.execute("VACUUM INTO ?", (sys.argv[2],))
PY
fi
# Files are named by their content and never change, so copying them after the database misses none.
[ ! -d "$var/files" ] || tar --create --file="$part/files.tar" --directory="$var" files
(cd "$part" && sha256sum -- * > SHA256SUMS)
mv "$part" "$target"
echo "$target"
