"""Signing in as people do: through the page, with the factors an account has."""

import hashlib
import hmac
import struct
import time

from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from tests.factories.accounts import PASSWORD
from vungxanh.apps.accounts.models import User


def totp(secret: str, *, steps: int = 0) -> str:
    """The six digits an authenticator app shows (RFC 6238), written independently of the server's library."""
    import base64

    counter = int(time.time()) // 30 + steps
    mac = hmac.new(base64.b32decode(secret), struct.pack(">Q", counter), hashlib.sha1).digest()
    at = mac[-1] & 15
    return f"{(struct.unpack('>I', mac[at : at + 4])[0] & 0x7FFFFFFF) % 10**6:06d}"


def through_the_page(user: User, *, password: str = PASSWORD, address: str = "10.4.8.1") -> Client:
    """A client that has posted the sign-in form."""
    client = Client(REMOTE_ADDR=address)
    client.post(reverse("account_login"), {"login": user.username, "password": password})
    return client


def confirm(client: Client, password: str = PASSWORD) -> None:
    """Enter the password again, which sensitive pages ask for."""
    client.post(reverse("account_reauthenticate"), {"password": password})


def with_totp(client: Client) -> str:
    """Set up an authenticator app in the client's account; returns the key the app holds."""
    confirm(client)
    client.get(reverse("mfa_activate_totp"))
    secret = str(client.session["mfa.totp.secret"])
    client.post(reverse("mfa_activate_totp"), {"code": totp(secret)})
    return secret


def forget_throttles() -> None:
    """Empty the shared cache: throttles of an earlier step are not what a test is about."""
    cache.clear()
