"""A column whose values are encrypted on their way into the database."""

from typing import TYPE_CHECKING, Any

from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.expressions import Expression

from vungxanh.kit.sealing.keys import Unopened
from vungxanh.kit.sealing.text import Unreadable, seal, unseal

if TYPE_CHECKING:
    _Text = models.TextField[str, str]
else:
    _Text = models.TextField


class SealedTextField(_Text):
    """Text that only the keys of the deployment open (trường mã hóa).

    `purpose` names the column for good: it is part of the derived key, so a renamed model keeps the old one. Looking
    up by value is refused: two encryptions of one text differ, and a filter would find nothing without saying so.
    """

    description = "Encrypted text"

    def __init__(self, *args: Any, purpose: str, **kwargs: Any) -> None:
        self.purpose = purpose
        super().__init__(*args, **kwargs)
        if self.max_length is not None:
            self.validators.append(MaxLengthValidator(self.max_length))

    def deconstruct(self) -> Any:
        """With its purpose, so that migrations keep it."""
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | {"purpose": self.purpose}

    def get_prep_value(self, value: Any) -> Any:
        """Encrypt; what could not be read stays as it is stored."""
        if isinstance(value, Unreadable):
            return value.stored
        return seal(value, purpose=self.purpose) if isinstance(value, str) else super().get_prep_value(value)

    def from_db_value(self, value: str | None, _expression: Expression, _connection: BaseDatabaseWrapper) -> str | None:
        """Decrypt; a value that does not open must keep nobody from the rest of its row."""
        try:
            return value if value is None else unseal(value, purpose=self.purpose)
        except Unopened:
            return Unreadable(value or "")

    def get_lookup(self, lookup_name: str) -> Any:
        """Only `isnull`; everything else ends in Django's FieldError."""
        return super().get_lookup(lookup_name) if lookup_name == "isnull" else None
