"""Codes and passkeys."""

from typing import Any

from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.utils.translation import gettext_lazy as _

from vungxanh.apps.accounts.forms.signin import say
from vungxanh.ui.forms import Worded


def _ask_for_code(form: forms.Form, label: Any) -> None:
    say(form, code=label)
    form.fields["code"].widget.attrs |= {"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}


class CodeForm(Worded, AuthenticateForm):  # type: ignore[misc]  # allauth ships no types
    """The code that completes a sign-in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ask_for_code(self, _("Mã 6 số của ứng dụng, hoặc một mã dự phòng"))


class ConfirmCodeForm(Worded, ReauthenticateForm):  # type: ignore[misc]  # allauth ships no types
    """The code again, before a sensitive change."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ask_for_code(self, _("Mã 6 số của ứng dụng, hoặc một mã dự phòng"))


class ActivateForm(Worded, ActivateTOTPForm):  # type: ignore[misc]  # allauth ships no types
    """The first code, which proves that the app holds the key."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _ask_for_code(self, _("Mã 6 số ứng dụng đang hiện"))


class AddPasskeyForm(Worded, AddWebAuthnForm):  # type: ignore[misc]  # allauth ships no types
    """A name for the device's key, and whether it replaces the password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say(self, name=_("Tên khóa"), passwordless=_("Đăng nhập không cần mật khẩu"))
        self.fields["name"].help_text = _("Để phân biệt các thiết bị, chẳng hạn “Điện thoại cơ quan”.")
        self.fields["passwordless"].help_text = _("Thiết bị sẽ hỏi vân tay, khuôn mặt hoặc mã PIN mỗi lần đăng nhập.")
        self.fields["passwordless"].initial = True


class RenamePasskeyForm(Worded, EditWebAuthnForm):  # type: ignore[misc]  # allauth ships no types
    """Another name for a key."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say(self, name=_("Tên khóa"))
