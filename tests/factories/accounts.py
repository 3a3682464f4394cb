"""People with accounts."""

from itertools import count

from vungxanh.apps.accounts.models import User

PASSWORD = "mat-khau-thu-nghiem"
_numbers = count(1)


def a_user(name: str = "Nguyễn Thị Hạnh", *, username: str = "", **fields: object) -> User:
    """A person who may sign in with `PASSWORD`."""
    return User.objects.create_user(username or f"nguoi-dung-{next(_numbers)}", PASSWORD, full_name=name, **fields)
