"""Every column that can hold words, an address or JSON, and why what it says of a person may stand there.

A new column is not in the list, and the law fails until somebody has decided what it holds.
"""

from dataclasses import dataclass
from enum import Enum


class Kept(Enum):
    """Why personal data may stand in a column."""

    SEALED = "encrypted at rest"
    EXPIRES = "in clear, for it is searched or shown; deleted by the rule of retention that is named"
    OFFICE = "of an office or of a person's public post: published with the directory"
    RECORD = "record of work: who did what, kept under the law on archives"
    ONE_WAY = "a hash or a digest, which tells nobody's data"
    ACCOUNT = "what one signs in and is addressed by; lives and ends with the account"
    EMPTIED = "in clear while somebody is followed up; emptied with who they were: tests of cases prove it"
    EMPTY = "a library's own column, which stays empty: a test of accounts proves it"
    NOBODY = "says nothing of a person"


@dataclass(frozen=True)
class Why:
    """A decision; an expiring column names its rule."""

    kept: Kept
    rule: str = ""


def _gone(rule: str) -> Why:
    return Why(Kept.EXPIRES, rule)


_SEALED, _OFFICE, _RECORD = Why(Kept.SEALED), Why(Kept.OFFICE), Why(Kept.RECORD)
_EMPTIED = Why(Kept.EMPTIED)
_HASH, _ACCOUNT, _EMPTY, _NOBODY = Why(Kept.ONE_WAY), Why(Kept.ACCOUNT), Why(Kept.EMPTY), Why(Kept.NOBODY)

COLUMNS: dict[str, dict[Why, str]] = {
    "auth.Permission": {_NOBODY: "name codename"},
    "auth.Group": {_NOBODY: "name"},
    "contenttypes.ContentType": {_NOBODY: "app_label model"},
    "sessions.Session": {_gone("sessions"): "session_key session_data"},
    "usersessions.UserSession": {_gone("sessions"): "ip user_agent session_key data"},
    "axes.AccessAttempt": {
        _gone("sign_in_failures"): "ip_address user_agent username http_accept path_info get_data post_data"
    },
    "axes.AccessFailureLog": {_gone("sign_in_failures"): "ip_address user_agent username http_accept path_info"},
    "axes.AccessLog": {_gone("sign_in_failures"): "ip_address user_agent username http_accept path_info session_hash"},
    "account.EmailAddress": {_EMPTY: "email"},
    "account.EmailConfirmation": {_EMPTY: "key"},
    "mfa.Authenticator": {_SEALED: "data", _NOBODY: "type"},
    "accounts.User": {
        _SEALED: "email phone",
        _ACCOUNT: "username full_name folded language created_in",
        _HASH: "password",
    },
    "accounts.ResetLink": {_HASH: "digest"},
    "accounts.ApiToken": {_HASH: "digest", _gone("tokens"): "name start unit_code", _NOBODY: "scope"},
    "django_tasks_database.DBTaskResult": {
        _gone("tasks_done"): "args_kwargs return_value",
        _gone("tasks_failed"): "traceback",
        _NOBODY: "status task_path worker_ids queue_name backend_name exception_class_path",
    },
    "tasks.Lease": {_NOBODY: "worker"},
    "tasks.Tick": {_NOBODY: "name"},
    "tasks.WorkerBeat": {_NOBODY: "name host"},
    "audit.Entry": {
        _RECORD: "actor_key actor_name unit_code verb object_type object_id data",
        _NOBODY: "previous hash",
    },
    "audit.Head": {_NOBODY: "hash"},
    "files.StoredFile": {_RECORD: "name created_by", _NOBODY: "sha256 media_type"},
    "calendar.CalendarVersion": {_RECORD: "made_by reason", _NOBODY: "hours fingerprint"},
    "calendar.CalendarDay": {_NOBODY: "kind name source unit_code"},
    "notices.Notice": {_gone("notices"): "key kind subject body url"},
    "notices.Delivery": {_gone("deliveries"): "sender state reference error"},
    "notices.Preference": {_ACCOUNT: "channel language"},
    "search.SearchEntry": {
        _RECORD: "title names exact folded",
        _NOBODY: "kind object_id url scope_path number symbol year",
    },
    "org.Group": {_NOBODY: "key name aliases rule"},
    "org.Unit": {_OFFICE: "email phone address", _NOBODY: "code name kind level path sector folded"},
    "org.UnitPeriod": {_NOBODY: "code name kind level"},
    "org.Alias": {_NOBODY: "text"},
    "org.Post": {_OFFICE: "role title"},
    "org.StandIn": {_OFFICE: "reason"},
    "directives.Directive": {
        _RECORD: "text reading explained folded subject issuer place",
        _NOBODY: "number symbol type urgency text_hash stage",
    },
    "directives.Addressee": {_RECORD: "text"},
    "directives.Edit": {_RECORD: "by_name said before verb"},
    "directives.Reception": {_RECORD: "name seat problem", _NOBODY: "state"},
    "directives.DirectiveTask": {
        _RECORD: "section text verb recurrence_text channels targets",
        _NOBODY: "lead_mode recurrence recurrence_detail deadline_origin",
    },
    "directives.TaskParty": {_RECORD: "text", _NOBODY: "role"},
    "work.Assignment": {
        _RECORD: "title instruction",
        _NOBODY: "role recurrence recurrence_detail period_kind state turn",
    },
    "work.Entry": {_RECORD: "by_name said text", _NOBODY: "kind"},
    "work.EntryFile": {_RECORD: "name"},
    "work.Extension": {_RECORD: "reason decision"},
    "exposure.Device": {
        _SEALED: "token phone full_name address",
        _HASH: "token_digest phone_digest",
        _NOBODY: "system",
    },
    "exposure.PhoneProof": {_HASH: "phone_digest code_digest"},
    "exposure.AuditMark": {_NOBODY: "name"},
    "exposure.Command": {_SEALED: "data", _NOBODY: "kind made_by"},
    "exposure.Delivery": {_NOBODY: "state reason"},
    "exposure.Code": {_HASH: "digest bound_phone_digest", _NOBODY: "kind report_type"},
    "exposure.CodeDay": {_RECORD: "extra_why"},
    "exposure.Attempts": {_HASH: "digest", _NOBODY: "scope"},
    "exposure.SigningKey": {_SEALED: "private_pem", _NOBODY: "key_id public_point"},
    "exposure.Batch": {_NOBODY: "name sha256"},
    "exposure.CoverKey": {_SEALED: "key", _HASH: "key_digest last_digest"},
    "exposure.Segment": {_NOBODY: "name", _HASH: "sha256"},
    "exposure.Comparison": {_HASH: "live"},
    "exposure.Upload": {
        _SEALED: "contact",
        _HASH: "body_digest",
        _gone("uploads"): "consent revoked_why",
        _NOBODY: "kind way state history_name",
    },
    "exposure.Aside": {_gone("uploads"): "dismissed_why", _NOBODY: "why"},
    "exposure.DayKey": {_SEALED: "key day_key", _HASH: "key_digest last_digest", _NOBODY: "set_aside"},
    "cases.Person": {
        _SEALED: "full_name phone citizen_id address facts",
        _HASH: "key_phone key_citizen key_name",
        _NOBODY: "pseudonym sex path",
    },
    "cases.Alike": {_NOBODY: "path"},
    "cases.Merge": {_NOBODY: "moved"},
    "cases.Opening": {_gone("openings"): "purpose"},
    "cases.Case": {_NOBODY: "code number path classification state held_before"},
    "cases.Investigation": {_SEALED: "answers", _NOBODY: "form_version"},
    "cases.Exposure": {
        _SEALED: "note",
        _EMPTIED: "withdrawn_why",
        _HASH: "row_key",
        _RECORD: "recorded_by",
        _NOBODY: "minutes level origin setting evidence",
    },
    "cases.Ring": {_RECORD: "opened_by", _NOBODY: "preview"},
    "cases.Standing": {_EMPTIED: "detail", _NOBODY: "path risk"},
    "cases.Derivation": {_gone("derivations"): "cause by counts sentences"},
    "cases.Change": {_EMPTIED: "kinds told before after"},
    "cases.BreakerTurn": {_RECORD: "reason", _NOBODY: "numbers"},
    "cases.Plan": {_NOBODY: "path place ended_why"},
    "cases.Tally": {_NOBODY: "path"},
    "cases.CommuneTold": {_NOBODY: "path"},
    "cases.Check": {_EMPTIED: "symptoms", _NOBODY: "path outcome"},
    "cases.Sample": {_RECORD: "recorded_by", _NOBODY: "result laboratory"},
    "cases.SelfReport": {_HASH: "digest"},
    "cases.Decision": {_EMPTIED: "why", _NOBODY: "place known"},
    "cases.DecidedSource": {_NOBODY: "ways"},
    "cases.Order": {_RECORD: "number made_by", _NOBODY: "path place facility state"},
    "cases.Release": {_NOBODY: "via cleared"},
    "cases.Policy": {_NOBODY: "version decision title rules"},
    "cases.Import": {_HASH: "digest", _SEALED: "name", _NOBODY: "kind template state"},
    "cases.ImportRow": {
        _SEALED: "content",
        _HASH: "key",
        _gone("case_rows_staged"): "problems",
        _NOBODY: "state",
    },
}


def decided() -> dict[str, Why]:
    """The decision on each column, by `app.Model.column`."""
    return {
        f"{label}.{name}": why
        for label, reasons in COLUMNS.items()
        for why, names in reasons.items()
        for name in names.split()
    }
