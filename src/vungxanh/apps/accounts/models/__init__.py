"""Tables of accounts."""

from vungxanh.apps.accounts.models.reset_link import ResetLink
from vungxanh.apps.accounts.models.token import ApiToken, Scope
from vungxanh.apps.accounts.models.user import User

__all__ = ["ApiToken", "ResetLink", "Scope", "User"]
