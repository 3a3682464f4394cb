"""Signing in: allauth for passwords, TOTP and passkeys; axes for lock-out; imported by base."""

from datetime import timedelta

from django.urls import reverse_lazy

AUTH_USER_MODEL = "accounts.User"
# axes looks first and refuses the locked; allauth's own backend would hash a wrong password a second time.
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
LOGIN_URL = reverse_lazy("account_login")
LOGIN_REDIRECT_URL = "/"

# Throttles and used one-time codes must hold across processes, without another server to run.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "shared_cache"}}

ACCOUNT_ADAPTER = "vungxanh.apps.accounts.adapter.ClosedAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_FORMS = {
    "login": "vungxanh.apps.accounts.forms.signin.SignInForm",
    "reauthenticate": "vungxanh.apps.accounts.forms.signin.ConfirmForm",
    "change_password": "vungxanh.apps.accounts.forms.signin.NewPasswordForm",
    "set_password": "vungxanh.apps.accounts.forms.signin.FirstPasswordForm",
}
# axes locks one user name at one address; `key` also slows guesses at one name from many addresses. Limits per address
# are wide: at 7:30 hundreds of officials sign in from behind one address of the province's network.
ACCOUNT_RATE_LIMITS = {"login": "600/m/ip", "login_failed": "300/m/ip,20/900s/key"}
MFA_RATE_LIMITS = {"webauthn_login": "600/m/ip"}

MFA_ADAPTER = "vungxanh.apps.accounts.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = False
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_ISSUER = "Vùng Xanh"
MFA_TOTP_TOLERANCE = 1
MFA_RECOVERY_CODE_DIGITS = 10
MFA_FORMS = {
    "authenticate": "vungxanh.apps.accounts.forms.factors.CodeForm",
    "reauthenticate": "vungxanh.apps.accounts.forms.factors.ConfirmCodeForm",
    "activate_totp": "vungxanh.apps.accounts.forms.factors.ActivateForm",
    "add_webauthn": "vungxanh.apps.accounts.forms.factors.AddPasskeyForm",
    "edit_webauthn": "vungxanh.apps.accounts.forms.factors.RenamePasskeyForm",
}

USERSESSIONS_TRACK_ACTIVITY = False

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "vungxanh.apps.accounts.views.signin.locked_out"
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # the page names the minute the lock ends; it must stay true
AXES_ENABLE_ADMIN = False
AXES_DISABLE_ACCESS_LOG = True  # the audit log keeps sign-ins
AXES_VERBOSE = False
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "login", "password", "csrfmiddlewaretoken"]
