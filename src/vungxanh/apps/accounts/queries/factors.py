"""What protects a person's sign-in besides the password."""

from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator

from vungxanh.apps.accounts.models import User
from vungxanh.kit.problems import Conflict

REAL = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


@dataclass(frozen=True, slots=True)
class Factors:
    """The second factors of a person (lớp xác thực thứ hai)."""

    totp_since: datetime | None
    passkeys: int
    recovery_codes: int

    @property
    def any(self) -> bool:
        """Whether an app or a passkey protects the account; recovery codes alone do not count."""
        return self.totp_since is not None or self.passkeys > 0


def has_second_factor(user: User) -> bool:
    """Whether an app or a passkey protects the account (1 query)."""
    return bool(Authenticator.objects.filter(user_id=user.pk, type__in=REAL).exists())


def factors_of(user: User) -> Factors:
    """The factors of one person (1 query)."""
    rows = list(Authenticator.objects.filter(user_id=user.pk))
    totp = [row.created_at for row in rows if row.type == Authenticator.Type.TOTP]
    codes = [row for row in rows if row.type == Authenticator.Type.RECOVERY_CODES]
    return Factors(
        totp_since=totp[0] if totp else None,
        passkeys=sum(row.type == Authenticator.Type.WEBAUTHN for row in rows),
        recovery_codes=_unused(codes[0]) if codes else 0,
    )


def _unused(codes: Authenticator) -> int:
    try:
        return len(codes.wrap().get_unused_codes())
    except Conflict:  # their secret does not open: the page on which they are made anew must
        return 0
