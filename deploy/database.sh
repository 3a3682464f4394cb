# Sourced by backup.sh and restore.sh: `$database` is VUNGXANH_DATABASE_URL without its password, which goes to the
# PostgreSQL programs by PGPASSWORD, for every person on a machine can read command lines.
database=$("$bin/python" - <<'PY'
import os
from urllib.parse import urlsplit

url = os.environ["VUNGXANH_DATABASE_URL"]
there = urlsplit(url).netloc
user, _, place = there.rpartition("@")
print(url.replace(there, f"{user.partition(':')[0]}@{place}", 1) if user else url)
PY
)
password=$("$bin/python" -c 'import os, urllib.parse as u
print(u.unquote(u.urlsplit(os.environ["VUNGXANH_DATABASE_URL"]).password or ""))')
[ -z "$password" ] || export PGPASSWORD="$password"
