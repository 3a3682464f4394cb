"""Addresses, telephones and the secrets of second factors, so far in clear or under SECRET_KEY, are encrypted."""

import base64
import hashlib

import django.core.validators
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import migrations
from django.db.models import TextField, Value
from django.db.models.functions import Cast

from vungxanh.kit.sealing.fields import SealedTextField
from vungxanh.kit.sealing.text import MARK, seal, unseal

PURPOSES = {"email": "accounts.user.email", "phone": "accounts.user.phone"}
FACTOR = "accounts.factor"
BATCH = 500


def rewrite(apps, turn):
    """Replace each stored contact by `turn(text, purpose)`, a batch at a time."""
    users = apps.get_model("accounts", "User").objects
    for name, purpose in PURPOSES.items():
        stored = users.annotate(raw=Cast(name, TextField())).filter(raw__gt="").order_by("pk").values_list("pk", "raw")
        last = 0
        while rows := list(stored.filter(pk__gt=last)[:BATCH]):
            for pk, raw in rows:
                users.filter(pk=pk).update(**{name: Value(turn(raw, purpose), output_field=TextField())})
            last = rows[-1][0]


def rewrite_factors(apps, turn):
    """Replace each factor's secret; what no key opens any more stays as it is."""
    for row in apps.get_model("mfa", "Authenticator").objects.exclude(type="webauthn").iterator():
        fresh = {name: turn(row.data[name]) for name in ("secret", "seed") if name in row.data}
        if any(fresh.values()):
            row.data |= {name: value for name, value in fresh.items() if value}
            row.save(update_fields=["data"])


def former_cipher():
    """What encrypted factors before: Fernet under a key derived from SECRET_KEY."""
    raws = [
        key.encode() if isinstance(key, str) else key for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    ]
    keys = [hashlib.sha256(b"vungxanh.accounts.factors:" + raw).digest() for raw in raws]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in keys])


def encrypt(apps, _schema_editor):
    def from_fernet(value):
        try:
            return seal(former_cipher().decrypt(value.encode()).decode(), purpose=FACTOR)
        except InvalidToken:
            return None

    rewrite(apps, lambda raw, purpose: raw if raw.startswith(MARK) else seal(raw, purpose=purpose))
    rewrite_factors(apps, from_fernet)


def decrypt(apps, _schema_editor):
    def to_fernet(value):
        return former_cipher().encrypt(unseal(value, purpose=FACTOR).encode()).decode() if value[:4] == MARK else None

    rewrite(apps, lambda raw, purpose: unseal(raw, purpose=purpose))
    rewrite_factors(apps, to_fernet)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_shared_cache"), ("mfa", "0003_authenticator_type_uniq")]
    operations = [
        migrations.AlterField(
            "user",
            "email",
            SealedTextField(
                blank=True,
                max_length=254,
                purpose="accounts.user.email",
                validators=[django.core.validators.EmailValidator()],
            ),
        ),
        migrations.AlterField(
            "user", "phone", SealedTextField(blank=True, max_length=20, purpose="accounts.user.phone")
        ),
        migrations.RunPython(encrypt, decrypt),
    ]
