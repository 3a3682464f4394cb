"""Signing in and passwords, in the words of this house."""

from typing import Any

from allauth.account.forms import ChangePasswordForm, LoginForm, ReauthenticateForm, SetPasswordForm
from django import forms
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from vungxanh.apps.accounts.demonstration import password_hint
from vungxanh.apps.accounts.models import User
from vungxanh.ui.forms import Form, Worded

PASSWORD_RULE = _("Ít nhất 12 ký tự, không phải mật khẩu thông dụng, không chứa tên của anh/chị.")


def say(form: forms.Form, **labels: Any) -> None:
    """Give fields their labels and drop allauth's placeholders, which repeat them."""
    for name, label in labels.items():
        field = form.fields[name]
        field.label = label
        field.help_text = ""
        field.widget.attrs.pop("placeholder", None)


class SignInForm(Worded, LoginForm):  # type: ignore[misc]  # allauth ships no types
    """User name and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say(self, login=_("Tên đăng nhập"), password=_("Mật khẩu"))
        self.fields["login"].widget.attrs |= {"autocapitalize": "none", "spellcheck": "false", "autofocus": True}

    def clean_login(self) -> str:
        """User names are lower case; a phone's keyboard may not know."""
        return str(super().clean_login()).lower()


class ConfirmForm(Worded, ReauthenticateForm):  # type: ignore[misc]  # allauth ships no types
    """One's password again, before a sensitive change."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say(self, password=_("Mật khẩu"))
        self.fields["password"].help_text = password_hint(self.user)


class NewPasswordForm(Worded, ChangePasswordForm):  # type: ignore[misc]  # allauth ships no types
    """The old password and a new one twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say(self, oldpassword=_("Mật khẩu hiện tại"), password1=_("Mật khẩu mới"), password2=_("Nhập lại mật khẩu mới"))
        self.fields["oldpassword"].help_text = password_hint(self.user)
        self.fields["password1"].help_text = PASSWORD_RULE


class FirstPasswordForm(Worded, SetPasswordForm):  # type: ignore[misc]  # allauth ships no types
    """A first password for a person who signs in by passkey only."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say(self, password1=_("Mật khẩu"), password2=_("Nhập lại mật khẩu"))
        self.fields["password1"].help_text = PASSWORD_RULE


class ResetForm(Form):
    """A new password by a reset link."""

    password1 = forms.CharField(
        label=_("Mật khẩu mới"),
        strip=False,
        help_text=PASSWORD_RULE,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    password2 = forms.CharField(
        label=_("Nhập lại mật khẩu mới"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password1(self) -> str:
        """The rules of the house."""
        password: str = self.cleaned_data["password1"]
        password_validation.validate_password(password, self.user)
        return password

    def clean_password2(self) -> str:
        """Both must agree."""
        repeated: str = self.cleaned_data["password2"]
        if "password1" in self.cleaned_data and repeated != self.cleaned_data["password1"]:
            raise ValidationError(_("Hai lần nhập mật khẩu không giống nhau."))
        return repeated
