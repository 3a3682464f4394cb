"""A Google service account and the access tokens it is given (RFC 7523: a signed JWT for a token)."""

import base64
import json
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

SCOPE = "https://www.googleapis.com/auth/firebase.messaging"
GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
LIFE_S = 3_600


class UnusableAccount(ValueError):  # noqa: N818 - the name says what happened
    """The service-account file cannot be read; the text names the member, never a value."""


@dataclass(frozen=True, slots=True)
class Account:
    """What the service-account file says."""

    project: str
    email: str
    token_url: str
    key_id: str
    private_pem: str = field(repr=False)


def read(path: Path) -> Account:
    """From the JSON file that the console of Firebase gives; raises UnusableAccount."""
    try:
        form = json.loads(path.read_text("utf-8"))
        members = ("project_id", "client_email", "token_uri", "private_key_id", "private_key")
        found = [str(form[member]) for member in members]
    except KeyError as missing:
        raise UnusableAccount(f"service account without {missing}") from None
    except (OSError, ValueError, TypeError) as error:
        raise UnusableAccount(f"service account: {type(error).__name__}") from None
    return Account(*found)


def asking(account: Account, *, now_s: int) -> bytes:
    """The form that asks for an access token: a JWT signed by RS256; raises UnusableAccount."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    head = {"alg": "RS256", "typ": "JWT", "kid": account.key_id}
    claims = {"iss": account.email, "scope": SCOPE, "aud": account.token_url, "iat": now_s, "exp": now_s + LIFE_S}
    text = b".".join(_encoded(json.dumps(part, separators=(",", ":")).encode()) for part in (head, claims))
    try:
        key = load_pem_private_key(account.private_pem.encode(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise UnusableAccount("service account: private_key cannot be read") from None
    if not isinstance(key, RSAPrivateKey):
        raise UnusableAccount("service account: private_key is no RSA key")
    assertion = text + b"." + _encoded(key.sign(text, PKCS1v15(), SHA256()))
    return urlencode({"grant_type": GRANT, "assertion": assertion.decode()}).encode()


def _encoded(raw: bytes) -> bytes:
    return base64.urlsafe_b64encode(raw).rstrip(b"=")
