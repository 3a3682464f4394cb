"""`vungxanh bluezone store report`: the owner is a case and gives day keys, after reading which (báo ca bệnh)."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from vungxanh.cli.bluezone.said import AS_JSON, LANGUAGE
from vungxanh.cli.bluezone.store.asking import ask
from vungxanh.cli.bluezone.store.opening import FOLDER, hours, now_ms, opened_store, place_of, since

if TYPE_CHECKING:
    from vungxanh.core.exposure.redaction import Hours
    from vungxanh.device.store import Store
    from vungxanh.device.upload import Proposal

_WORDS = {
    "not_consented": ("Chủ máy không đồng ý: không gửi gì.", "The owner did not consent: nothing was sent."),
    "accepted": ("Đã gửi và được nhận; máy đã lấy khoá mới.", "Sent and accepted; the phone has a new key."),
    "later": (
        "Chưa gửi được: nằm chờ; tác tử đang chạy hoặc «store send» thử lại, «store withdraw» rút lại.",
        "Not sent yet: it waits; a running agent or “store send” tries again, “store withdraw” takes it back.",
    ),
    "refused": ("Máy chủ từ chối; máy giữ khoá cũ.", "The server refused; the phone keeps its key."),
    "given_up": ("Đã quá hạn thử; máy giữ khoá cũ.", "Tried for too long; the phone keeps its key."),
    "no_consent": ("Không gửi: khác nội dung đã đồng ý.", "Not sent: it is not what was consented to."),
}


def told(outcome: str, lang: str) -> str:
    """How an upload ended, for its owner."""
    return _WORDS[outcome][lang == "en"]


@click.command()
@click.option("--server", required=True, metavar="URL", help="Địa chỉ nhận, https / where it goes.")
@click.option("--code", required=True, metavar="CODE", help="Mã của cán bộ y tế / the health officer's code.")
@click.option(
    "--since", "since_day", required=True, metavar="YYYY-MM-DD", help="Ngày đầu có thể lây / first infectious day."
)
@click.option("--redact", multiple=True, metavar='"FROM/UNTIL"', help="Giờ không gửi (giờ VN) / hours left out.")
@FOLDER
@AS_JSON
@LANGUAGE
def report(
    server: str,
    code: str,
    since_day: str,
    redact: tuple[str, ...],
    folder: Path | None,
    as_json: bool,
    lang: str,
) -> None:
    """Cho xem đúng điều sẽ gửi, hỏi chủ máy, gửi, đổi khoá / show what would leave, ask, send, take a new key.

    Exit 0: accepted. Exit 1: not consented, refused or waiting. Exit 2: it could not be asked.
    """
    since_ms, redacted = since(since_day, lang), tuple(hours(one, lang) for one in redact)
    with opened_store(place_of(folder, lang), lang) as store:
        proposal = _proposal(store, server, code.strip(), since_ms, redacted)
        outcome = _decided(store, proposal, lang)
    kind = "slot_key" if redacted else "daily_key"
    keys = [{kind: key.key.hex().upper(), "time_start": key.start_s, "time_end": key.end_s} for key in proposal.keys]
    form = {"outcome": outcome, "server": server, "digest": proposal.digest, "keys": keys}
    click.echo(json.dumps(form, ensure_ascii=False, indent=2) if as_json else told(outcome, lang))
    sys.exit(outcome != "accepted")


def _proposal(store: "Store", server: str, code: str, since_ms: int, redacted: "tuple[Hours, ...]") -> "Proposal":
    from vungxanh.device import upload
    from vungxanh.device.problems import DeviceProblem

    if upload.waiting(store):
        raise DeviceProblem("waiting_already")
    return upload.propose(store, server=server, code=code, since_ms=since_ms, now_ms=now_ms(), redacted=redacted)


def _decided(store: "Store", proposal: "Proposal", lang: str) -> str:
    from vungxanh.device import upload
    from vungxanh.device.ledger import Request
    from vungxanh.device.problems import DeviceProblem

    try:
        given = upload.consent(store, proposal, lambda shown: ask(shown, lang), now_ms(), lang)
    except DeviceProblem:
        store.ledger.add(Request(now_ms(), "owner", "consent", "no_terminal", facts={"server": proposal.server}))
        raise
    if not given:
        return "not_consented"
    upload.send_due(store, now_ms())
    if upload.waiting(store):
        return "later"
    return [one.outcome for one in store.requests() if one.what == "upload"][-1]  # ours, or of a quicker agent
