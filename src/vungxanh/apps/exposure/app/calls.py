"""One function an address of the app: read, act, answer with the number the app knows (các lệnh gọi của ứng dụng).

No call trusts the phone for anything but what it says of itself; nothing that is read here stands in a log.
"""

import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import BoundedSemaphore
from typing import NamedTuple
from uuid import uuid4

from vungxanh.apps.exposure import histories, texting
from vungxanh.apps.exposure.actions import declare, held, prove_phone, register, uploads
from vungxanh.apps.exposure.actions.held import Asked, Details
from vungxanh.apps.exposure.actions.prove_phone import Letter, Proof
from vungxanh.apps.exposure.app import infof, static
from vungxanh.apps.exposure.app.answers import Refusal, Status
from vungxanh.apps.exposure.app.reading import (
    Environ,
    Form,
    file_form,
    is_phone,
    json_form,
    json_text,
    system_of,
    token_and_phone,
    token_of,
)
from vungxanh.apps.exposure.models import Device
from vungxanh.kit.clock import day_of
from vungxanh.kit.problems import Invalid

SHORTEST_NAME = 3
_MOST_NAME, _MOST_ADDRESS = 200, 400
_WAITING = BoundedSemaphore(200)


class Call(NamedTuple):
    """A request: its environment, the address it comes from and the moment."""

    environ: Environ
    address: str
    at: datetime


Answered = dict[str, object] | list[dict[str, str | None]] | int | None
Function = Callable[[Call], Answered]


def register_user(call: Call) -> Answered:
    """RegisterUser."""
    form = json_form(call.environ)
    register.register(_token(form), system_of(form), at=call.at)
    return None


def update_token(call: Call) -> Answered:
    """UpdateTokenFirebase, and PushInfoApp, which says the same."""
    form = json_form(call.environ)
    new, old = _token(form, "TokenFirebaseNew"), token_of(form, "TokenFirebaseOld")
    if not old or not register.replace_token(old, new, system_of(form), at=call.at):
        raise Refusal(Status.OLD_TOKEN_NOT_REGISTERED)
    return None


def push_info(call: Call) -> Answered:
    """PushInfoApp, the answer to a command that this server never sends: the phone is known under its new token."""
    form = json_form(call.environ)
    new, old = _token(form, "TokenFirebaseNew"), token_of(form, "TokenFirebaseOld")
    if not old or not register.replace_token(old, new, system_of(form), at=call.at):
        register.register(new, system_of(form), at=call.at)
    return None


def send_code(call: Call) -> Answered:
    """CreateAndSendOTPCode."""
    form = json_form(call.environ)
    token, phone = token_and_phone(form)
    if not token:
        raise Refusal(Status.OTP_TOKEN_INVALID)
    device = _registered(token, call.at, Status.OTP_TOKEN_NOT_REGISTERED)
    if not phone or not texting.reaches(phone):
        raise Refusal(Status.OTP_PHONE_INVALID)
    entropy = secrets.token_bytes(prove_phone.ENTROPY_BYTES)
    letter = prove_phone.begin(device, phone, address=call.address, at=call.at, entropy=entropy)
    if letter is None:
        raise Refusal(Status.INVALID_REQUEST)
    _post(letter)
    return None


def confirm_code(call: Call) -> Answered:
    """ConfirmOTPCode; its second try swaps token and number."""
    form = json_form(call.environ)
    token, phone = token_and_phone(form)
    device = _registered(token, call.at, Status.PROOF_TOKEN_NOT_REGISTERED)
    if not phone:
        raise Refusal(Status.PROOF_PHONE_INVALID)
    proof = prove_phone.prove(device, phone, form.get("OTPCode", ""), at=call.at)
    if proof is not Proof.PROVED:
        raise Refusal(Status.PROOF_WRONG if proof is Proof.WRONG else Status.PROOF_EXPIRED)
    return {"PhoneNumber": phone}


def declare_owner(call: Call) -> Answered:
    """App/DeclareInformation; the screen always swaps token and number, its second try sends the token in both."""
    form = json_form(call.environ)
    token, phone = token_and_phone(form)
    device = _registered(token, call.at, Status.PROFILE_TOKEN_NOT_REGISTERED)
    name, address = form.get("Fullname", "") or form.get("FullName", ""), form.get("Address", "")
    if not SHORTEST_NAME <= len(name) <= _MOST_NAME:
        raise Refusal(Status.NAME_INVALID)
    if not address or len(address) > _MOST_ADDRESS:
        raise Refusal(Status.ADDRESS_INVALID)
    prove_phone.declare_owner(device, full_name=name, address=address, number=phone, at=call.at)
    return None


def confirm_declare(call: Call) -> Answered:
    """ReportHistory_ConfirmDeclare and its twin without a file: a case hands in with a health officer's code."""
    with histories.receiving() as history:
        form = file_form(call.environ, history.write)
        token, keys = _token(form), infof.reported(form.get("InfoF", ""), at=call.at)
        if not keys:
            raise Refusal(Status.INVALID_REQUEST)
        device = register.register_and_find(token, at=call.at)
        number = form.get("PhoneNumber", "")
        handed = declare.Handed(form.get("OTP", ""), keys, history, number if is_phone(number) else "")
        try:
            declare.declare(device, handed, address=call.address, at=call.at)
        except uploads.CodeExpired:
            raise Refusal(Status.CODE_EXPIRED) from None
        except (uploads.CodeWrong, uploads.TryLater):
            raise Refusal(Status.CODE_WRONG) from None
        except Invalid:
            raise Refusal(Status.INVALID_REQUEST) from None
    return None


def hold_upload(call: Call) -> Answered:
    """ConfirmContact, GetInfo and their twins: what the phone sent by itself flows through and is not kept.

    The app registers whenever it starts, so what comes from an unknown token is none of it.
    """
    form = file_form(call.environ, None)
    token, guid = _token(form), form.get("FindGUID", "")
    _judge(guid, call.at)
    device = _registered(token, call.at, Status.INVALID_TOKEN)
    try:
        return {"Token": held.hold(device, guid, subject=uuid4(), address=call.address, at=call.at)}
    except uploads.TryLater:
        raise Refusal(Status.INVALID_REQUEST) from None


def report_contact(call: Call) -> Answered:
    """AppHistoryContact/DeclareInformation: a contact reports themselves."""
    form = json_form(call.environ)
    token, guid = _token(form), form.get("FindGUID", "")
    _judge(guid, call.at)
    device = register.registered(token, at=call.at)
    upload = held.held(device, guid, form.get("Token", "")) if device else None
    if upload is None:
        raise Refusal(Status.REPORT_TOKEN_INVALID)
    if upload.expires_on <= day_of(call.at):
        raise Refusal(Status.REPORT_TOKEN_EXPIRED)
    try:
        held.report(upload, _details(form), address=call.address, at=call.at)
    except uploads.TryLater:
        raise Refusal(Status.INVALID_REQUEST) from None
    return None


def drop_log(call: Call) -> Answered:
    """AppLog/SaveFile, and uploads of versions whose identifiers nobody can trace: read to the end, kept nowhere."""
    file_form(call.environ, None)
    return None


def old_version(call: Call) -> Answered:
    """ReportHistoryF12 of rc 1.1: its six fixed letters trace nobody, so nothing is taken."""
    file_form(call.environ, None)
    raise Refusal(Status.INVALID_REQUEST)


def old_config(_call: Call) -> Answered:
    """GetConfigApp of 1.x: the same settings in an envelope."""
    return static.content("configApp")


def old_version_of_app(_call: Call) -> Answered:
    """CheckVersion of 1.x: the same file in an envelope."""
    return static.content("versionApp")


def _token(form: Form, name: str = "TokenFirebase") -> str:
    token = token_of(form, name)
    if not token:
        raise Refusal(Status.INVALID_TOKEN)
    return token


def _registered(token: str, at: datetime, otherwise: Status) -> Device:
    device = register.registered(token, at=at)
    if device is None:
        raise Refusal(otherwise)
    return device


def _judge(guid: str, at: datetime) -> None:
    asked = held.judged(guid, at=at)
    if asked is not Asked.KNOWN:
        raise Refusal(Status.GUID_INVALID if asked is Asked.UNKNOWN else Status.GUID_EXPIRED)


def _details(form: Form) -> Details:
    """UserInfo is JSON inside JSON; raises Refusal."""
    said = json_text(form.get("UserInfo", ""))
    name, phone, address = (said.get(member, "") for member in ("FullName", "PhoneNumber", "Address"))
    if not SHORTEST_NAME <= len(name) <= _MOST_NAME or len(address) > _MOST_ADDRESS or not is_phone(phone):
        raise Refusal(Status.INVALID_REQUEST)
    return Details(full_name=name, phone=phone, address=address)


_POST: list[ThreadPoolExecutor] = []


def _post(letter: Letter) -> None:
    """Send beside the request, so that a slow service keeps nobody waiting; what finds no room is not sent."""
    if not _WAITING.acquire(blocking=False):
        return
    if not _POST:
        _POST.append(ThreadPoolExecutor(2, thread_name_prefix="texts"))
    sent = _POST[0].submit(texting.send, letter.number, letter.text)
    sent.add_done_callback(lambda _done: _WAITING.release())
