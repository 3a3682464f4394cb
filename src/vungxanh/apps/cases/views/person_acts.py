"""The table of acts on one person: which form each takes, which action it calls, when it is offered."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.forms import Form
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from vungxanh.apps.cases import policies
from vungxanh.apps.cases.actions import cases, deciding, followup, identity, people, sampling
from vungxanh.apps.cases.forms import people as forms
from vungxanh.apps.cases.forms.cases import IllnessForm
from vungxanh.apps.cases.queries.files import PersonFile
from vungxanh.apps.org.officers import Officer

OPENING = "mo-danh-tinh"
Run = Callable[[PersonFile, Mapping[str, Any], Officer, datetime], object]
When = Callable[[Officer, PersonFile], bool]


@dataclass(frozen=True, slots=True)
class PersonAct:
    """One act: `label` is the button, `done` confirms it, `when` says whether it is offered."""

    label: str | Promise
    form: type[Form]
    run: Run
    done: str | Promise
    when: When
    icon: str = ""
    tone: str = "primary"
    warning: str | Promise = ""


def _follows(officer: Officer, found: PersonFile) -> bool:
    return policies.may_follow_up(officer, found.person)


def _is_followed(officer: Officer, found: PersonFile) -> bool:
    return _follows(officer, found) and found.plan is not None and found.plan.ended_on is None


def _decides(officer: Officer, found: PersonFile) -> bool:
    return policies.may_decide(officer, found.person) and found.row is not None and found.row.level > 0


def _is_decided(officer: Officer, found: PersonFile) -> bool:
    return _decides(officer, found) and any(each.undone_at is None for each in found.decisions)


def _may_fall_ill(officer: Officer, found: PersonFile) -> bool:
    ill = found.row is not None and found.row.level == 0
    return policies.may_decide(officer, found.person) and not ill


def _open_case(found: PersonFile, given: Mapping[str, Any], by: Officer, at: datetime) -> object:
    early = given["isolated_early"]
    return cases.open_case(
        found.person, given["illness"], isolated_early=early, by=by, at=at, entropy=secrets.token_bytes
    )


def _change(found: PersonFile, given: Mapping[str, Any], by: Officer, at: datetime) -> object:
    version = given["version"] or 0
    return people.change(found.person, given["known"], given["place"], version=version, by=by, at=at)


# In the order the page offers them: the first possible one is the main act.
ACTS: dict[str, PersonAct] = {
    OPENING: PersonAct(
        _("Mở danh tính"),
        forms.PurposeForm,
        lambda found, given, by, at: identity.open_identity(found.person, given["purpose"], by=by, at=at),
        _("Đã mở danh tính trong 8 giờ."),
        lambda officer, found: policies.may_open_identity(officer, found.person),
        "lock",
    ),
    "lay-mau": PersonAct(
        _("Ghi lấy mẫu"),
        forms.SampleForm,
        lambda found, given, by, at: sampling.take(
            found.person, given["taken_on"], laboratory=given["laboratory"], by=by, at=at
        ),
        _("Đã ghi lấy mẫu."),
        _follows,
        "check",
    ),
    "mo-ca": PersonAct(_("Mở ca bệnh"), IllnessForm, _open_case, _("Đã mở ca bệnh."), _may_fall_ill, "plus"),
    "sua": PersonAct(_("Sửa thông tin"), forms.PersonForm, _change, _("Đã sửa thông tin."), _follows, "edit"),
    "doi-ngay": PersonAct(
        _("Đổi ngày cách ly, theo dõi"),
        forms.DaysForm,
        lambda found, given, by, at: deciding.change_days(found.person, **given, by=by, at=at),
        _("Đã đổi ngày. Lý do nằm trong hồ sơ."),
        _decides,
        "calendar",
    ),
    "xep-cap": PersonAct(
        _("Xếp cấp khác"),
        forms.LevelForm,
        lambda found, given, by, at: deciding.set_level(found.person, given["level"], why=given["why"], by=by, at=at),
        _("Đã xếp cấp."),
        _decides,
        "flag",
    ),
    "noi-cach-ly": PersonAct(
        _("Đổi nơi cách ly"),
        forms.StayForm,
        lambda found, given, by, at: deciding.set_place(found.person, given["place"], why=given["why"], by=by, at=at),
        _("Đã đổi nơi cách ly."),
        _decides,
        "building",
    ),
    "bo-quyet-dinh": PersonAct(
        _("Bỏ quyết định riêng"),
        forms.ConfirmForm,
        lambda found, _given, by, at: deciding.undo(found.person, by=by, at=at),
        _("Đã bỏ quyết định riêng, theo lại chính sách."),
        _is_decided,
        "return",
        "danger",
        _("Cấp, nơi và ngày trở về đúng như chính sách tính ra."),
    ),
    "chuyen": PersonAct(
        _("Chuyển nơi theo dõi"),
        forms.HandOnForm,
        lambda found, given, by, at: followup.hand_on(found.plan, **given, by=by, at=at),  # type: ignore[arg-type]
        _("Đã chuyển theo dõi."),
        _is_followed,
        "arrow-right",
    ),
    "tra-lai": PersonAct(
        _("Trả lại cấp trên"),
        forms.HandBackForm,
        lambda found, given, by, at: followup.hand_back(found.plan, **given, by=by, at=at),  # type: ignore[arg-type]
        _("Đã trả lại cấp trên."),
        _is_followed,
        "return",
    ),
}


@dataclass(frozen=True, slots=True)
class Button:
    """One act offered on the page."""

    label: str | Promise
    url: str
    icon: str = ""
    tone: str = ""


def offered(officer: Officer, found: PersonFile, *, is_open: bool) -> list[Button]:
    """What this officer may do with this person now, the likeliest act first."""
    keys = [key for key, act in ACTS.items() if act.when(officer, found) and not (key == OPENING and is_open)]
    acts = [(reverse("cases:person_act", args=[found.person.pk, key]), ACTS[key]) for key in keys]
    buttons = [Button(act.label, url, act.icon, act.tone) for url, act in acts]
    if _follows(officer, found):
        asked = Button(_("Nhập người tiếp xúc"), reverse("cases:interview", args=[found.person.pk]), "people")
        buttons.insert(1 if keys[:1] == [OPENING] else 0, asked)
    if _is_followed(officer, found):
        link = Button(_("Liên kết tự khai"), reverse("cases:self_link", args=[found.person.pk]), "link")
        buttons.insert(2, link)
    return buttons
