"""The groups that letters of a province address, with their rules (các nhóm chuẩn)."""

import csv
from datetime import datetime
from pathlib import Path

from django.db import transaction

from vungxanh.apps.org.models import Group
from vungxanh.apps.org.policies import Administrator
from vungxanh.kit import audit

DATA = Path(__file__).parents[1] / "data"

RULES: dict[str, dict[str, list[str]]] = {
    "departments": {"levels": ["department"]},
    "mass-organisations": {"levels": ["mass_organisation"]},
    "districts": {"levels": ["district"]},
    "communes": {"levels": ["commune"]},
    "enterprises": {"levels": ["enterprise"]},
    "hospitals": {"levels": ["service"], "kinds": ["bệnh viện"]},
    "health-centres": {"levels": ["service"], "kinds": ["trung tâm y tế"]},
    "schools": {"levels": ["service"], "kinds": ["trường"]},
    "checkpoints": {"levels": ["service"], "kinds": ["điểm chốt chặn"]},
}
"""The rule of each group of `data/groups.csv`; a group without one has no members."""


def ensure_standard_groups(*, by: Administrator, at: datetime) -> int:
    """Make the standard groups where a deployment has none of them yet; the number made (2 queries and an insert)."""
    with transaction.atomic():
        present = set(Group.objects.values_list("key", flat=True))
        with (DATA / "groups.csv").open(encoding="utf-8", newline="") as file:
            rows = [row for row in csv.DictReader(file) if row["key"] not in present]
        made = Group.objects.bulk_create(
            Group(
                key=row["key"],
                name=row["name"],
                aliases=[alias.strip() for alias in row["aliases"].split("|") if alias.strip()],
                rule=RULES.get(row["key"], {}),
            )
            for row in rows
        )
        if made:
            audit.record("org.make_groups", by=by, on=None, at=at, data={"keys": [group.key for group in made]})
    return len(made)
