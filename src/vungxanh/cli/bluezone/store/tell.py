"""`vungxanh bluezone store tell`: the owner was near a case and tells who they are, after reading what (tự báo)."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from vungxanh.cli.bluezone.said import AS_JSON, LANGUAGE
from vungxanh.cli.bluezone.store.asking import ask
from vungxanh.cli.bluezone.store.opening import FOLDER, now_ms, opened_store, place_of

if TYPE_CHECKING:
    from vungxanh.device.report import Owner, Proposal
    from vungxanh.device.store import Store

_WORDS = {
    "not_consented": ("Chủ máy không đồng ý: không gửi gì.", "The owner did not consent: nothing was sent."),
    "accepted": ("Đã gửi và được nhận; cán bộ y tế sẽ liên hệ.", "Sent and accepted; a health officer will call."),
    "later": (
        "Chưa gửi được: nằm chờ; «store send» thử lại, «store withdraw» rút lại.",
        "Not sent yet: it waits; “store send” tries again, “store withdraw” takes it back.",
    ),
    "refused": ("Máy chủ từ chối.", "The server refused."),
    "withdrawn": ("Đã rút lại; máy chủ có thể đã nhận.", "Taken back; the server may have it."),
    "given_up": ("Đã quá hạn thử.", "Tried for too long."),
    "no_consent": ("Không gửi: khác nội dung đã đồng ý.", "Not sent: it is not what was consented to."),
}


@click.command()
@click.option("--server", required=True, metavar="URL", help="Máy chủ đã đối chiếu, https / the server matched with.")
@click.option("--name", required=True, help="Họ tên / full name.")
@click.option("--phone", required=True, help="Số điện thoại / telephone number.")
@click.option("--address", default="", help="Địa chỉ / address.")
@click.option("--commune", default="", metavar="CODE", help="Mã xã, phường nơi ở / code of the commune.")
@FOLDER
@AS_JSON
@LANGUAGE
def tell(
    server: str, name: str, phone: str, address: str, commune: str, folder: Path | None, as_json: bool, lang: str
) -> None:
    """Cho xem đúng điều sẽ gửi, hỏi chủ máy, báo cho cơ quan y tế / show what would leave, ask, tell.

    Exit 0: accepted. Exit 1: not consented, refused or waiting. Exit 2: it could not be asked.
    """
    from vungxanh.device.report import Owner

    given = (" ".join(text.split()) for text in (name, phone, address, commune))
    with opened_store(place_of(folder, lang), lang) as store:
        proposal = _proposal(store, server, Owner(*given))
        outcome = _decided(store, proposal, lang)
    form = {
        "outcome": outcome,
        "server": proposal.address,
        "digest": proposal.digest,
        "rows": sum(len(one.rows) for one in proposal.met),
    }
    click.echo(json.dumps(form, ensure_ascii=False, indent=2) if as_json else words(outcome, lang))
    sys.exit(outcome != "accepted")


def words(outcome: str, lang: str) -> str:
    """How a report ended, for its owner."""
    return _WORDS[outcome][lang == "en"]


def _proposal(store: "Store", server: str, owner: "Owner") -> "Proposal":
    from vungxanh.device import report
    from vungxanh.device.problems import DeviceProblem

    if report.OUTBOX.waiting(store):
        raise DeviceProblem("waiting_already")
    return report.propose(store, server=server, owner=owner)


def _decided(store: "Store", proposal: "Proposal", lang: str) -> str:
    from vungxanh.device import report
    from vungxanh.device.ledger import Request
    from vungxanh.device.problems import DeviceProblem

    try:
        given = report.consent(store, proposal, lambda shown: ask(shown, proposal.question(lang)), now_ms(), lang)
    except DeviceProblem:
        facts = {"server": proposal.address}
        store.ledger.add(Request(now_ms(), "owner", "contact_consent", "no_terminal", facts=facts))
        raise
    if not given:
        return "not_consented"
    return outcome_of(store, report.OUTBOX.send_due(store, now_ms()))


def outcome_of(store: "Store", sent: Sequence[str]) -> str:
    """How the report ended: as our own try did, else as a quicker process or another command of the owner ended it."""
    from vungxanh.device import report

    if sent or report.OUTBOX.waiting(store):
        return sent[-1] if sent else "later"
    ended = [one.outcome for one in store.requests() if one.what == "contact_report" or one.outcome == "withdrawn"]
    return ended[-1] if ended else "withdrawn"
