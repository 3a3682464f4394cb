#!/bin/sh
# backup.sh FOLDER: write FOLDER/DATE with the database, the files and the head of the audit log, while people work.
# MANIFEST.json says what is in it, what was left out and why, and until when it may be kept: what the program deletes
# after 28 days must not live on here.
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

# Not mode=ro: there SQLite 3.40 refuses to copy a table with a column that it generates. VACUUM INTO writes only the copy.
source = sqlite3.connect(f"{pathlib.Path(sys.argv[1]).resolve().as_uri()}?mode=rw", uri=True, timeout=60)
source.execute("VACUUM INTO ?", (sys.argv[2],))
PY
fi
# Files are named by their content and never change, so copying them after the database misses none.
[ ! -d "$var/files" ] || tar --create --file="$part/files.tar" --directory="$var" files
# Histories of contacts are sealed with VUNGXANH_DATA_KEYS, which no backup holds; one that expires meanwhile is left out
# (tar: 1). What is published never changes. Day segments are made anew from the histories after a restore.
if [ -d "$var/exposure" ]; then
    tar --create --file="$part/exposure.tar" --directory="$var" --exclude=exposure/segments \
        --exclude='exposure/*/.*' --ignore-failed-read --warning=no-file-changed exposure || [ $? = 1 ]
fi
"$bin/python" - "$part" <<'PY'
import datetime
import json
import pathlib
import sys

folder = pathlib.Path(sys.argv[1])
made = datetime.date.today()
told = {
    "made_on": made.isoformat(),
    "delete_after": (made + datetime.timedelta(days=28)).isoformat(),
    "parts": sorted(path.name for path in folder.iterdir()),
    "left_out": {
        "exposure/segments": "made anew from the histories by the next run of the worker",
        "keys": "VUNGXANH_DATA_KEYS, VUNGXANH_DIGEST_KEY and VUNGXANH_SECRET_KEY are kept apart",
        "mail, static, logs": "not needed to go on",
    },
}
(folder / "MANIFEST.json").write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")
PY
(cd "$part" && sha256sum -- * > SHA256SUMS)
mv "$part" "$target"
echo "$target"
