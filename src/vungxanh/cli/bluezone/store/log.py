"""`vungxanh bluezone store log`: every request made by the phone or to it (nhật ký yêu cầu)."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from vungxanh.cli.bluezone.said import AS_JSON, LANGUAGE, local_time
from vungxanh.cli.bluezone.store.opening import FOLDER, opened_store, place_of, since

if TYPE_CHECKING:
    from vungxanh.device.ledger import Request

_WORDS = {
    "owner": ("chủ máy", "owner"),
    "agent": ("máy này", "this phone"),
    "peer": ("máy khác", "another phone"),
    "read_iphone": ("đọc mã iPhone", "read an iPhone"),
    "read_identifier": ("đọc mã của máy này", "read this phone's identifier"),
    "write": ("ghi vào máy này", "write to this phone"),
    "key_list": ("tải danh sách khoá", "fetch a key list"),
    "match": ("đối chiếu", "match"),
    "export": ("xuất dữ liệu", "export"),
    "purge": ("xoá dữ liệu cũ", "delete what is old"),
    "consent": ("đồng ý gửi khoá", "consent to send keys"),
    "upload": ("gửi khoá", "send keys"),
    "contact_consent": ("đồng ý báo đã ở gần ca bệnh", "consent to tell of having been near"),
    "contact_report": ("báo đã ở gần ca bệnh", "tell of having been near"),
    "re_key": ("đổi khoá", "take a new key"),
    "signing_keys": ("tải khoá ký của máy chủ", "fetch the server's signing keys"),
    "index": ("tải mục lục lô khoá", "fetch the index of batches"),
    "batch": ("đối chiếu lô khoá", "compare a batch"),
    "finding": ("lần gặp đã ghi", "a finding"),
    "chaff": ("gửi bản nghi trang", "send a report that nobody made"),
    "answered": ("được trả lời", "answered"),
    "failed": ("không được", "failed"),
    "refused": ("từ chối", "refused"),
    "unchanged": ("không đổi", "unchanged"),
    "matched": ("đã đối chiếu", "compared"),
    "pinned": ("tin lần đầu", "trusted for the first time"),
    "forgotten": ("đã quên: khoá bị rút", "forgotten: the key was taken back"),
    "sent": ("đã gửi", "sent"),
    "fetched": ("đã tải", "fetched"),
    "done": ("xong", "done"),
    "given": ("đồng ý", "given"),
    "withdrawn": ("rút lại", "withdrawn"),
    "no_terminal": ("không hỏi được", "could not be asked"),
    "accepted": ("được nhận", "accepted"),
    "later": ("thử lại sau", "to be tried again"),
    "given_up": ("thôi không thử nữa", "given up"),
    "no_consent": ("không gửi: khác nội dung đã đồng ý", "not sent: not what was consented to"),
}


@click.command()
@click.option("--since", "since_day", metavar="YYYY-MM-DD", help="Từ ngày / from this day on, in Viet Nam.")
@FOLDER
@AS_JSON
@LANGUAGE
def log(since_day: str | None, folder: Path | None, as_json: bool, lang: str) -> None:
    """In mọi yêu cầu của máy và tới máy, cả điều bị từ chối / print every request, refused ones too."""
    since_ms = since(since_day, lang)
    with opened_store(place_of(folder, lang), lang) as store:
        found = [one for one in store.requests() if one.ms >= since_ms]
    if as_json:
        forms = [{"at": local_time(one.ms), **asdict(one)} for one in found]
        click.echo(json.dumps(forms, ensure_ascii=False, indent=2))
    else:
        for one in found:
            click.echo(_line(one, lang))


def _value(value: object, lang: str) -> object:
    from vungxanh.device.reasons import Reason

    reason = Reason.noted(value) if isinstance(value, str) else None
    return value if reason is None else reason.said(lang)


def _line(one: "Request", lang: str) -> str:
    by, what, outcome = (_WORDS.get(code, (code, code))[lang == "en"] for code in (one.by, one.what, one.outcome))
    times = f" ×{one.count}" if one.count != 1 else ""
    facts = ", ".join(f"{name}: {_value(value, lang)}" for name, value in one.facts.items())
    return f"{local_time(one.ms)}  {by}: {what} – {outcome}{times}" + (f"  ({facts})" if facts else "")
