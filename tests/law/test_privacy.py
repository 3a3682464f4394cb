"""Personal data is encrypted, minimal and expires: table, settings, documents and proxy say the same."""

import re

from django.apps import apps
from django.conf import settings
from django.db import models

from tests.law import tree
from vungxanh.apps.work.actions import evidence
from vungxanh.core.records.retention import RULES
from vungxanh.kit.retention import stores
from vungxanh.kit.sealing.fields import SealedTextField
from vungxanh.project.env import Env

OPERATOR = (tree.ROOT / "docs/guides/operator.md").read_text("utf-8")
# Contacts of an office, not of a person; they are published with the directory.
OF_OFFICES = {"org.Unit"}
# The sign-in library's own tables, which stay empty: a test of accounts proves it.
EMPTY = {"account.EmailAddress"}


def test_every_rule_has_an_owner() -> None:
    assert not [rule.name for rule in RULES if not stores.of_rule(rule.name)]


def test_the_operators_guide_repeats_the_table() -> None:
    told = dict(re.findall(r"^\| `([a-z_]+)` \| (\d+) \|", OPERATOR, re.MULTILINE))
    assert told == {rule.name: str(rule.days) for rule in RULES}


def test_records_of_work_and_the_audit_log_are_never_deleted_by_a_rule() -> None:
    registering = {
        tree.name_of(path)
        for path in tree.modules()
        if re.search(r"\bstores\.(register|rows)\(", path.read_text("utf-8"))
    }
    assert registering
    forbidden = ("kit/audit/", "kit/calendar/", "apps/directives/", "apps/work/", "apps/org/")
    assert not [name for name in registering if any(place in name for place in forbidden)]


def test_every_telephone_and_address_of_a_person_is_encrypted() -> None:
    found = [
        (model._meta.label, field.name)
        for model in apps.get_models()
        for field in model._meta.local_concrete_fields
        if re.search(r"phone|e_?mail|mobile|birth|identity", field.name)
        and isinstance(field, models.CharField | models.TextField)
        and not isinstance(field, SealedTextField)
        and model._meta.label not in OF_OFFICES | EMPTY
    ]
    assert not found


def test_the_proxy_lets_through_what_the_settings_allow_and_no_more() -> None:
    caddy = (tree.ROOT / "deploy/Caddyfile").read_text("utf-8")
    (mebibytes,) = re.findall(r"max_size (\d+)MiB", caddy)
    largest = Env.model_fields["max_upload_mb"].default
    assert int(mebibytes) == settings.MAX_UPLOAD_FILES * largest + 5
    assert settings.MAX_REQUEST_BYTES == settings.MAX_UPLOAD_FILES * settings.MAX_UPLOAD_BYTES + 5 * 2**20


def test_a_report_takes_as_many_files_as_a_request_holds() -> None:
    assert evidence.MOST == settings.MAX_UPLOAD_FILES


def test_the_sample_environment_names_what_production_demands() -> None:
    sample = (tree.ROOT / "deploy/vungxanh.env").read_text("utf-8")
    for name in ("SECRET_KEY", "DATA_KEYS", "ALLOWED_HOSTS", "PUBLIC_URL"):
        assert re.search(rf"^VUNGXANH_{name}=", sample, re.MULTILINE), name
    named = set(re.findall(r"VUNGXANH_([A-Z_]+)", sample))
    assert named <= {name.upper() for name in Env.model_fields}
