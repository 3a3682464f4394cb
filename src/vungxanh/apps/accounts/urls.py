"""Addresses of the accounts pages.

allauth finds its pages by names without a namespace, so only our own stand under `accounts:`.
"""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from django.urls import URLPattern, URLResolver, include, path, re_path

from vungxanh.apps.accounts.access import administrators, everyone, signed_in
from vungxanh.apps.accounts.views import own, people, signin, tokens, upkeep

_own: list[URLPattern] = [
    path("thong-bao/", signed_in(own.notices), name="notices"),
    path("phien/<int:pk>/ket-thuc/", signed_in(own.end_session), name="end_session"),
    path("phien/ket-thuc-khac/", signed_in(own.end_other_sessions), name="end_other_sessions"),
    path("ma-truy-cap/", signed_in(tokens.token_list), name="tokens"),
    path("ma-truy-cap/<int:pk>/thu-hoi/", signed_in(tokens.revoke), name="revoke_token"),
    path("dat-lai/<str:secret>/", everyone(signin.reset), name="reset"),
    path("trinh-dien/", everyone(signin.demonstrate), name="demonstrate"),
    path("nguoi-dung/", administrators(people.person_list), name="people"),
    path("nguoi-dung/them/", administrators(people.add_person), name="add_person"),
    path("nguoi-dung/<int:pk>/", administrators(people.person), name="person"),
    path("nguoi-dung/<int:pk>/sua/", administrators(people.edit_person), name="edit_person"),
    path("nguoi-dung/<int:pk>/lien-ket/", administrators(upkeep.reset_link), name="reset_link"),
    path(
        "nguoi-dung/<int:pk>/ma-truy-cap/<int:token>/thu-hoi/",
        administrators(upkeep.revoke_access),
        name="revoke_access",
    ),
    re_path(rf"^nguoi-dung/(?P<pk>\d+)/(?P<name>{'|'.join(upkeep.ACTS)})/$", administrators(upkeep.act), name="act"),
    path("bi-khoa/", administrators(upkeep.lock_list), name="locks"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", signed_in(own.account), name="account"),
    path("", include((_own, "accounts"))),
    path("dang-nhap/", everyone(signin.SignInView.as_view()), name="account_login"),
    path("dang-xuat/", everyone(account.logout), name="account_logout"),
    path("tro-giup/", everyone(signin.help_page), name="account_signup"),
    path("ngung-hoat-dong/", everyone(account.account_inactive), name="account_inactive"),
    path("mat-khau/", signed_in(account.password_change), name="account_change_password"),
    path("mat-khau/dat/", signed_in(account.password_set), name="account_set_password"),
    path("xac-nhan/", signed_in(account.reauthenticate), name="account_reauthenticate"),
    path("phien/", signed_in(own.session_list), name="usersessions_list"),
    path("hai-lop/", signed_in(mfa.index), name="mfa_index"),
    path("hai-lop/dang-nhap/", everyone(mfa.authenticate), name="mfa_authenticate"),
    path("hai-lop/xac-nhan/", signed_in(mfa.reauthenticate), name="mfa_reauthenticate"),
    path("hai-lop/ung-dung/", signed_in(totp.activate_totp), name="mfa_activate_totp"),
    path("hai-lop/ung-dung/tat/", signed_in(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("hai-lop/ma-du-phong/", signed_in(codes.view_recovery_codes), name="mfa_view_recovery_codes"),
    path("hai-lop/ma-du-phong/tao/", signed_in(codes.generate_recovery_codes), name="mfa_generate_recovery_codes"),
    path("hai-lop/ma-du-phong/tai/", signed_in(codes.download_recovery_codes), name="mfa_download_recovery_codes"),
    path("hai-lop/khoa/", signed_in(passkeys.list_webauthn), name="mfa_list_webauthn"),
    path("hai-lop/khoa/them/", signed_in(passkeys.add_webauthn), name="mfa_add_webauthn"),
    path("hai-lop/khoa/dang-nhap/", everyone(passkeys.login_webauthn), name="mfa_login_webauthn"),
    path("hai-lop/khoa/xac-nhan/", signed_in(passkeys.reauthenticate_webauthn), name="mfa_reauthenticate_webauthn"),
    path("hai-lop/khoa/<int:pk>/go/", signed_in(passkeys.remove_webauthn), name="mfa_remove_webauthn"),
    path("hai-lop/khoa/<int:pk>/sua/", signed_in(passkeys.edit_webauthn), name="mfa_edit_webauthn"),
]
