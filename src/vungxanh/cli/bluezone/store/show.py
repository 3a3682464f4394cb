"""`vungxanh bluezone store show`: what the phone keeps (tình trạng kho)."""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from vungxanh.cli.bluezone.said import AS_JSON, LANGUAGE, local_time
from vungxanh.cli.bluezone.store.opening import FOLDER, now_ms, opened_store, place_of

if TYPE_CHECKING:
    from vungxanh.device.store import Store

_WORDS = {
    "vi": {
        "head": "Kho {folder}\n  {rows} dòng, {kilobytes} KB, giữ {retention_days} ngày",
        "days": "  ngày có dòng (UTC): {first} – {last}",
        "base": "  khoá hiện tại: dùng từ {in_use_since}, kể được từ ngày {base_day} (UTC)",
        "no_base": "  chưa có khoá",
        "purged": "  lần xoá gần nhất: {last_purge}",
        "never": "  chưa lần nào xoá",
        "misdated": "  {misdated_rows} dòng mang ngày chưa tới (đồng hồ từng sai): không đối chiếu, xoá theo thứ tự",
        "clock": "  đồng hồ máy chỉ {now}, chưa tin được: tạm ngừng xoá. Nếu đúng: store purge --today NGÀY",
        "keys": "  khoá ngày của ca bệnh đang chờ gửi tới {server}: đồng ý lúc {consented}, đã thử {tries} lần",
        "contact": "  bản tự báo tiếp xúc đang chờ gửi tới {server}: đồng ý lúc {consented}, đã thử {tries} lần",
    },
    "en": {
        "head": "Store {folder}\n  {rows} rows, {kilobytes} KB, kept for {retention_days} days",
        "days": "  days with rows (UTC): {first} – {last}",
        "base": "  present key: in use since {in_use_since}, tells from {base_day} on (UTC)",
        "no_base": "  no key yet",
        "purged": "  last purge: {last_purge}",
        "never": "  never purged",
        "misdated": "  {misdated_rows} rows of days to come (the clock was wrong): not matched, deleted in their order",
        "clock": "  the clock says {now}, not believed: purging pauses. If it is right: store purge --today DAY",
        "keys": "  day keys of a case wait to be sent to {server}: consented {consented}, tries so far: {tries}",
        "contact": "  a contact's report waits to be sent to {server}: consented {consented}, tries so far: {tries}",
    },
}


@click.command()
@FOLDER
@AS_JSON
@LANGUAGE
def show(folder: Path | None, as_json: bool, lang: str) -> None:
    """Khoá, số dòng, dung lượng, lần xoá, thư chờ / keys, rows, size, last purge, what waits. Exit 2: no store."""
    place = place_of(folder, lang)
    with opened_store(place, lang) as store:
        form = _form(store, place)
    click.echo(json.dumps(form, ensure_ascii=False, indent=2) if as_json else "\n".join(_lines(form, lang)))


def _form(store: "Store", place: Path) -> dict[str, Any]:
    from vungxanh.device import report, upload

    moment = now_ms()
    base = next((key for key, _ in store.spans(moment) if key.speaks(moment)), None)
    days, purged = store.days(), store.purged_ms()
    return {
        "folder": str(place),
        "now": local_time(moment),
        "clock_believed": store.believes(moment),
        "base_day": None if base is None else _day(base.day_ms // 86_400_000),
        "in_use_since": None if base is None else local_time(base.from_ms),
        "rows": store.count(),
        "misdated_rows": store.quarantined(),
        "days": None if days is None else [_day(day) for day in days],
        "bytes": store.database.nbytes(),
        "retention_days": store.retention_days,
        "last_purge": local_time(purged) if purged else None,
        "waiting": [
            {"what": what, "server": one.server, "consented": local_time(one.given_ms), "tries": one.tries}
            for what, letters in (("keys", upload.OUTBOX.waiting(store)), ("contact", report.OUTBOX.waiting(store)))
            for _, one in letters
        ],
    }


def _day(number: int) -> str:
    return (date(1970, 1, 1) + timedelta(days=number)).isoformat()


def _lines(form: dict[str, Any], lang: str) -> list[str]:
    words = _WORDS[lang]
    lines = [words["head"].format(**form, kilobytes=form["bytes"] // 1024)]
    if form["days"]:
        lines.append(words["days"].format(first=form["days"][0], last=form["days"][1]))
    lines.append(words["base" if form["base_day"] else "no_base"].format(**form))
    lines.append(words["purged" if form["last_purge"] else "never"].format(**form))
    lines += [words["misdated"].format(**form)] if form["misdated_rows"] else []
    lines += [] if form["clock_believed"] else [words["clock"].format(**form)]
    return lines + [words[one["what"]].format(**one) for one in form["waiting"]]
