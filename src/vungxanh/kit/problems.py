"""Problems people are told about (RFC 9457): one exception per kind, raised by actions, shown by `kit.web`."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise


@dataclass(frozen=True, slots=True)
class FieldError:
    """One wrong field, with its row when it stood in a table; rows count from 1 as in the file."""

    field: str
    message: Text
    row: int | None = None

    def as_json(self) -> dict[str, Any]:
        """The shape of one member of `errors`."""
        told: dict[str, Any] = {"field": self.field, "message": str(self.message)}
        return told if self.row is None else told | {"row": self.row}


class Problem(Exception):  # noqa: N818 (RFC 9457's own word)
    """Something that went wrong and can be said in a sentence (sự cố)."""

    slug: ClassVar[str] = "internal"
    status: ClassVar[int] = 500
    title: ClassVar[Text] = _("Hệ thống gặp lỗi")

    def __init__(self, detail: Text = "", *, errors: Sequence[FieldError] = ()) -> None:
        super().__init__(detail)
        self.detail = detail
        self.errors = tuple(errors)

    def __str__(self) -> str:
        return str(self.detail or self.title)

    def as_json(self, *, instance: str = "") -> dict[str, Any]:
        """The problem document in the active language; `instance` is the path that was asked for."""
        document: dict[str, Any] = {
            "type": f"/problems/{self.slug}",
            "title": str(self.title),
            "status": self.status,
            "detail": str(self.detail),
        }
        if instance:
            document["instance"] = instance
        if self.errors:
            document["errors"] = [error.as_json() for error in self.errors]
        return document


class Malformed(Problem):
    """What was handed in cannot be read at all (không đọc được)."""

    slug, status, title = "malformed", 400, _("Không đọc được dữ liệu")


class NotSignedIn(Problem):
    """Nobody is signed in (chưa đăng nhập)."""

    slug, status, title = "not-signed-in", 401, _("Chưa đăng nhập")


class NotAllowed(Problem):
    """A policy says no (không có quyền)."""

    slug, status, title = "not-allowed", 403, _("Không có quyền")


class NotFound(Problem):
    """There is no such thing, or not for this reader (không tìm thấy)."""

    slug, status, title = "not-found", 404, _("Không tìm thấy")


class WrongMethod(Problem):
    """The address knows other methods (sai phương thức)."""

    slug, status, title = "wrong-method", 405, _("Sai phương thức")


class Conflict(Problem):
    """Someone else was first, or the state has moved on (xung đột)."""

    slug, status, title = "conflict", 409, _("Dữ liệu đã thay đổi")


class Gone(Problem):
    """It was here and was taken away for good (không còn)."""

    slug, status, title = "gone", 410, _("Không còn nữa")


class TooLarge(Problem):
    """What was handed in is larger than allowed (quá lớn)."""

    slug, status, title = "too-large", 413, _("Dữ liệu quá lớn")


class Invalid(Problem):
    """What was handed in is not right; `errors` names the fields (không hợp lệ)."""

    slug, status, title = "invalid", 422, _("Dữ liệu chưa hợp lệ")

    @classmethod
    def of(cls, error: ValidationError, *, detail: Text = "", row: int | None = None) -> Self:
        """The same complaint as Django's validation makes, of a model or a form."""
        fields = error.message_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.messages}
        return cls(detail, errors=list(_field_errors(fields.items(), row)))


def _field_errors(fields: Iterable[tuple[str, list[str]]], row: int | None) -> Iterable[FieldError]:
    for name, messages in fields:
        for message in messages:
            yield FieldError("" if name == NON_FIELD_ERRORS else name, message, row)
