"""The person who signs in (người dùng)."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.validators import RegexValidator, validate_email
from django.db import models
from django.utils.translation import gettext_lazy as _

from vungxanh.core.text.vietnamese import fold
from vungxanh.kit.sealing.fields import SealedTextField

USERNAME = RegexValidator(
    r"^[a-z0-9][a-z0-9._-]{2,79}\Z",
    _("Tên đăng nhập gồm 3–80 chữ thường không dấu, chữ số, dấu chấm, gạch ngang, bắt đầu bằng chữ hoặc số."),
)


def folded_of(username: str, full_name: str) -> str:
    """What a person is found by: name and user name without accents."""
    return fold(f"{full_name} {username}")


class UserManager(BaseUserManager["User"]):
    """Makes users; Django's authentication asks for a manager of this shape."""

    def create_user(self, username: str, password: str | None = None, **fields: object) -> "User":
        """Store a user whose password is hashed; without one the user cannot sign in by password."""
        user = self.model(username=username, **fields)
        user.folded = folded_of(user.username, user.full_name)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A person with an account; what they may do comes from their posts, never from here.

    Address and telephone are encrypted at rest: nobody is looked up by them (one signs in by user name, passwords are
    set anew by a handed-over link). The name stands in clear, for it is public with the post and people search by it.

    `created_in` is the code of the unit whose administrator made the account: it is looked after there until the person
    has a post.
    """

    username = models.CharField(max_length=80, unique=True, validators=[USERNAME])
    full_name = models.CharField(max_length=120)
    folded = models.CharField(max_length=220, blank=True)
    email = SealedTextField(purpose="accounts.user.email", blank=True, max_length=254, validators=[validate_email])
    phone = SealedTextField(purpose="accounts.user.phone", blank=True, max_length=20)
    language = models.CharField(max_length=2, default="vi")
    is_active = models.BooleanField(default=True)
    is_sample = models.BooleanField(default=False)
    created_in = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]

    class Meta:
        indexes = [models.Index(fields=["full_name", "id"], name="accounts_user_name")]

    def __str__(self) -> str:
        return self.full_name
