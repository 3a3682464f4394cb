"""`vungxanh bluezone store report`: the owner is a case and gives day keys, after reading which (báo ca bệnh)."""

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from vungxanh.cli.bluezone.said import AS_JSON, LANGUAGE
from vungxanh.cli.bluezone.store.answered import Answer, next_of, tries
from vungxanh.cli.bluezone.store.asking import ask
from vungxanh.cli.bluezone.store.opening import FOLDER, hours, now_ms, opened_store, place_of, since

if TYPE_CHECKING:
    from vungxanh.core.exposure.redaction import Hours
    from vungxanh.device.store import Store
    from vungxanh.device.upload import Proposal


@click.command()
@click.option("--server", default="", metavar="URL", help="Địa chỉ nhận, https / where it goes; a link says it itself.")
@click.option(
    "--code", required=True, metavar="CODE", help="Mã hoặc liên kết của cán bộ y tế / the officer's code or link."
)
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
    """Cho xem đúng điều sẽ gửi, hỏi chủ máy, đổi khoá, gửi / show what would leave, ask, take a new key, send.

    Exit 0: accepted. Exit 1: not consented, refused or waiting. Exit 2: it could not be asked.
    """
    since_ms, redacted = since(since_day, lang), tuple(hours(one, lang) for one in redact)
    with opened_store(place_of(folder, lang), lang) as store:
        proposal = _proposal(store, server, code.strip(), since_ms, redacted)
        server = proposal.server
        answer = _decided(store, proposal, lang)
    given = () if answer.outcome == "not_consented" else proposal.keys
    kind = "slot_key" if redacted else "daily_key"
    keys = [{kind: key.key.hex().upper(), "time_start": key.start_s, "time_end": key.end_s} for key in given]
    form: dict[str, object] = {
        "outcome": answer.outcome,
        "status": answer.status,
        "reason": answer.reason,
        "next_try": answer.next_try,
    }
    form |= {"server": server, "digest": proposal.digest, "keys": keys}
    click.echo(json.dumps(form, ensure_ascii=False, indent=2) if as_json else answer.said(lang))
    sys.exit(answer.outcome != "accepted")


def _proposal(store: "Store", server: str, code: str, since_ms: int, redacted: "tuple[Hours, ...]") -> "Proposal":
    from vungxanh.device import upload
    from vungxanh.device.problems import DeviceProblem

    if upload.OUTBOX.waiting(store):
        raise DeviceProblem("waiting_already")
    if "#" in code:
        server, code = upload.opened(code)
    return upload.propose(store, server=server, code=code, since_ms=since_ms, now_ms=now_ms(), redacted=redacted)


def _decided(store: "Store", proposal: "Proposal", lang: str) -> Answer:
    from vungxanh.device import upload
    from vungxanh.device.ledger import Request
    from vungxanh.device.problems import DeviceProblem

    try:
        given = upload.consent(store, proposal, lambda shown: ask(shown, proposal.question(lang)), now_ms(), lang)
    except DeviceProblem:
        store.ledger.add(Request(now_ms(), "owner", "consent", "no_terminal", facts={"server": proposal.server}))
        raise
    if not given:
        return Answer("not_consented")
    upload.OUTBOX.send_due(store, now_ms())
    made = tries(store)  # ours, or of a quicker agent
    if not upload.OUTBOX.waiting(store):
        return made[-1]
    last = made[-1] if made and made[-1].outcome == "later" else Answer("later")
    return replace(last, next_ms=next_of(store))
