"""What somebody typed as a code: which code it is, if any (mã người dân nhập)."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import TypeGuard
from uuid import UUID

from vungxanh.apps.exposure import keyed
from vungxanh.apps.exposure.actions.codes import digest_of
from vungxanh.apps.exposure.codetext import kind_of
from vungxanh.apps.exposure.models import Code, CodeKind, Upload

_NOBODYS = UUID(int=0)


def digests_of(text: str, numbers: Collection[str], *, with_open: bool = True) -> list[str]:
    """Under which digests it may be kept: six digits with each number, and `with_open` as bound to none."""
    plain = keyed.plain_code(text)
    bound = sorted(numbers) if kind_of(plain) == CodeKind.APP else []
    return [digest_of(plain, number) for number in bound] + ([digest_of(plain)] if with_open else [])


def seen(digests: Sequence[str]) -> Code | None:
    """The code of one of these digests as it stands; one that is bound to a number first."""
    return Code.objects.filter(digest__in=digests).order_by("-bound_phone_digest").first()


def held(digests: Sequence[str]) -> Code | None:
    """The same, held until the transaction ends."""
    rows = Code.objects.select_for_update(of=("self",)).filter(digest__in=digests)
    return rows.order_by("-bound_phone_digest").first()


def is_live(code: Code | None, *, at: datetime) -> TypeGuard[Code]:
    """Whether it can be used."""
    return code is not None and code.claimed_at is None and code.withdrawn_at is None and code.expires_at > at


def handed_in(code: Code | None, body_digest: str, *, at: datetime) -> Upload | None:
    """What this very body handed in with this code before; of no code the same is asked, for both to take as long."""
    if is_live(code, at=at):
        return None
    return Upload.objects.filter(body_digest=body_digest, code_id=code.pk if code else _NOBODYS).first()
