"""Personal data is encrypted, minimal and expires: table, settings, documents and proxy say the same."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection, models
from django.test.utils import CaptureQueriesContext

from tests.law import personal, tree
from tests.law.personal import Kept
from vungxanh.apps.work.actions import evidence
from vungxanh.core.records.retention import RULES
from vungxanh.kit.retention import stores
from vungxanh.kit.sealing.fields import SealedTextField
from vungxanh.project.env import Env

OPERATOR = (tree.ROOT / "docs/guides/operator.md").read_text("utf-8")
# What can hold words: everything else is a number, a moment, a yes or no, or a reference.
WORDED = (
    models.CharField,
    models.TextField,
    models.GenericIPAddressField,
    models.JSONField,
    models.BinaryField,
    models.FileField,
)
# The library keeps one encrypted value inside its JSON; `accounts.factor_secrets` brings it under a new key.
SEALED_INSIDE = {"mfa.Authenticator.data"}
CONTACT = re.compile(r"phone|e_?mail|mobile|birth|identity|address")
IN_CLEAR = {Kept.OFFICE, Kept.EMPTY, Kept.EXPIRES}


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
    found = [name for name in registering if any(place in name for place in forbidden)]
    assert not [name for name in found if not name.endswith("apps/directives/expiry.py")]
    (store,) = stores.of_rule("receptions_failed")
    assert store.name == "receptions"


def worded_columns() -> dict[str, models.Field[Any, Any]]:
    """Every column that can hold words, by `app.Model.column`."""
    return {
        f"{model._meta.label}.{field.name}": field
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.local_concrete_fields
        if isinstance(field, WORDED)
    }


def test_every_column_that_can_hold_words_is_decided_upon() -> None:
    assert set(worded_columns()) == set(personal.decided())


def test_what_is_said_to_be_encrypted_is_and_nothing_else() -> None:
    sealed = {name for name, field in worded_columns().items() if isinstance(field, SealedTextField)} | SEALED_INSIDE
    assert sealed == {name for name, why in personal.decided().items() if why.kept is Kept.SEALED}


@pytest.mark.django_db
def test_what_is_said_to_expire_names_a_rule_that_deletes_its_rows() -> None:
    emptied = {
        rule.name: {table for store in stores.of_rule(rule.name) for table in tables_of(store)} for rule in RULES
    }
    wrong = [
        name
        for name, why in personal.decided().items()
        if (why.kept is Kept.EXPIRES) != bool(why.rule)
        or (why.rule and worded_columns()[name].model._meta.db_table not in emptied[why.rule])
    ]
    assert not wrong


def tables_of(store: stores.Store) -> set[str]:
    """The tables a store counts, and so deletes, rows of."""
    with CaptureQueriesContext(connection) as asked:
        store.count(datetime(2020, 8, 3, tzinfo=UTC))
    return set(re.findall(r'COUNT\(\*\).*? FROM "(\w+)"', " ".join(query["sql"] for query in asked)))


def test_a_persons_telephone_or_address_stands_nowhere_in_clear_for_good() -> None:
    contacts = {name: why for name, why in personal.decided().items() if CONTACT.search(name.rpartition(".")[2])}
    assert len(contacts) >= 8
    assert not [name for name, why in contacts.items() if why.kept not in IN_CLEAR | {Kept.SEALED, Kept.ONE_WAY}]
    offices = {name for name, why in contacts.items() if why.kept is Kept.OFFICE}
    assert {name.rpartition(".")[0] for name in offices} == {"org.Unit"}


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
