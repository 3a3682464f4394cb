"""Secrets handed out once and kept only as their hash (bí mật dùng một lần)."""

import hashlib
import secrets

TOKEN_PREFIX = "vx_"  # noqa: S105  # a mark by which scanners and people know a token of this platform


def mint() -> str:
    """A fresh secret of 256 random bits, safe in a URL; views and commands call it, actions receive it."""
    return secrets.token_urlsafe(32)


def digest(secret: str) -> str:
    """The hash that is stored; SHA-256 suffices because the secret cannot be guessed."""
    return hashlib.sha256(secret.encode()).hexdigest()
