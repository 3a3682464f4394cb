"""Accounts as their administrators and their holders fill them in."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from vungxanh.apps.accounts.actions.people import Details
from vungxanh.apps.accounts.models import Scope
from vungxanh.apps.accounts.models.user import USERNAME
from vungxanh.kit.notices import senders
from vungxanh.ui.forms import Form


class ContactForm(Form):
    """What a person keeps right about themselves."""

    email = forms.EmailField(label=_("Thư điện tử"), required=False)
    phone = forms.CharField(
        label=_("Điện thoại"), required=False, max_length=20, widget=forms.TextInput(attrs={"inputmode": "tel"})
    )
    language = forms.ChoiceField(label=_("Ngôn ngữ"), choices=lambda: settings.LANGUAGES)


class PersonForm(ContactForm):
    """What an administrator keeps right about a person."""

    full_name = forms.CharField(label=_("Họ và tên"), max_length=120)
    field_order = ("username", "full_name")

    def details(self) -> Details:
        """The cleaned answer as the actions take it."""
        names = ("full_name", "email", "phone", "language")
        return Details(**{name: self.cleaned_data[name] for name in names})


class NewPersonForm(PersonForm):
    """A new account."""

    username = forms.CharField(
        label=_("Tên đăng nhập"),
        max_length=80,
        validators=[USERNAME],
        help_text=_("Chữ thường không dấu và số, chẳng hạn “hanh.nt.dailoc”. Không đổi được về sau."),
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false", "autocomplete": "off"}),
    )

    def clean_username(self) -> str:
        """User names are lower case."""
        return str(self.cleaned_data["username"]).lower()


CHANNELS = {"email": _("Thư điện tử"), "console": _("Màn hình máy chủ (bản trình diễn)")}
"""What the built-in channels are called; one that a higher feature brings is shown by its own name."""


class NoticeForm(Form):
    """How a person wants to be told; the clock times are of Viet Nam."""

    channel = forms.ChoiceField(
        label=_("Kênh nhận"),
        required=False,
        help_text=_("Cho bản tin và việc khẩn. Mọi thông báo vẫn hiện trong hệ thống."),
    )
    wants_digest = forms.BooleanField(
        label=_("Nhận bản tin tổng hợp mỗi ngày"),
        required=False,
        help_text=_("Một tin duy nhất cho mọi việc trong ngày."),
    )
    digest_at = forms.TimeField(
        label=_("Giờ nhận bản tin"),
        widget=forms.TimeInput(format="%H:%M"),
        help_text=_("Chỉ ngày làm việc; gồm những việc chưa đọc đến lúc đó."),
    )
    quiet_from = forms.TimeField(
        label=_("Không làm phiền từ"),
        widget=forms.TimeInput(format="%H:%M"),
        help_text=_("Trong giờ này không gửi gì ra ngoài hệ thống; hai giờ bằng nhau là không có giờ yên lặng."),
    )
    quiet_to = forms.TimeField(label=_("Không làm phiền đến"), widget=forms.TimeInput(format="%H:%M"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [(name, CHANNELS.get(name, name)) for name in senders.names()]
        self.fields["channel"].choices = [("", _("Theo mặc định")), *names]  # type: ignore[attr-defined]


class TokenForm(Form):
    """A new API token."""

    name = forms.CharField(label=_("Tên chương trình"), max_length=80)
    scope = forms.ChoiceField(label=_("Phạm vi"), choices=Scope.choices, initial=Scope.READ)
    days = forms.TypedChoiceField(
        label=pgettext_lazy("mã truy cập", "Thời hạn"),
        coerce=int,
        choices=[(30, _("30 ngày")), (90, _("90 ngày")), (365, _("365 ngày"))],
        initial=90,
    )
