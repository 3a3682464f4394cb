"""What the owner sees in the terminal: radar, today's encounters, state (màn hình tác tử).

The radar shows classes of strength and never metres: bodies, pockets and walls change a signal more than distance.
"""

import asyncio
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING, TextIO

from vungxanh.core.tracing.encounters import bucket_of
from vungxanh.device.agent import SHOWN_MS, Agent
from vungxanh.device.clock import Clock
from vungxanh.device.settings import Settings
from vungxanh.device.stopping import stop
from vungxanh.device.store import IPHONE
from vungxanh.device.systems import RULES
from vungxanh.device.today import Met, Today

if TYPE_CHECKING:
    from rich.console import Group
    from rich.panel import Panel

REFRESH_S, ENCOUNTERS_S = 2.0, 10.0
SHOWN_ROWS = 12
_VIETNAM = timezone(timedelta(hours=7))
_SIDE = {
    "vi": {
        "title": "Vùng Xanh · Bluezone",
        "radar": "Quanh đây (theo độ mạnh sóng, không phải mét)",
        "classes": ("rất mạnh", "mạnh", "vừa", "yếu"),
        "nobody": "Chưa thấy máy nào trong 30 giây qua",
        "today": "Mã đã gặp hôm nay",
        "columns": ("Mã", "Từ", "Đến", "Phút ±5", "Mạnh nhất"),
        "state": "Trạng thái",
        "radio": "Bộ thu phát",
        "up": "đang chạy",
        "down": "mất liên lạc: {reason}",
        "opening": "đang mở",
        "unwritten": "KHÔNG GHI ĐƯỢC ({reason}): {rows} dòng nằm chờ trong bộ nhớ, tự ghi lại khi được",
        "keys": "q hoặc Ctrl-C: dừng",
        "temporary": "Mô phỏng hoặc phát lại: kho tạm, xoá khi dừng (giữ lại: --store THƯ-MỤC)",
        "clock": "ĐỒNG HỒ chỉ {now}, chưa tin được: tạm ngừng xoá. Nếu đúng: bluezone store purge --today NGÀY",
        "duty": "Nhịp bật/nghỉ (giây): phát {advertise}, nghe {scan}",
        "sends": "phát",
        "listens": "nghe",
        "rests": "nghỉ",
        "own": "Mã của máy lúc này",
        "store": "Kho: {rows} dòng, {size} KB, xoá sau {days} ngày; lần xoá gần nhất {purged}",
        "log": "Đọc iPhone: {reads} được, {failed} không được",
        "iphone": "iPhone",
        "found": "Đã ở gần {found} ca bệnh công bố khoá (xem: store match --server)",
        "pinned": "Lần đầu tin máy chủ khoá; so dấu khoá với cơ quan y tế: {key}",
        "server": "Máy chủ khoá: có trục trặc ({trouble}), xem nhật ký",
    },
    "en": {
        "title": "Vùng Xanh · Bluezone",
        "radar": "Around (by strength of signal, not metres)",
        "classes": ("very strong", "strong", "medium", "weak"),
        "nobody": "No phone seen in the last 30 seconds",
        "today": "Identifiers met today",
        "columns": ("Id", "From", "To", "Minutes ±5", "Strongest"),
        "state": "State",
        "radio": "Radio",
        "up": "running",
        "down": "lost: {reason}",
        "opening": "opening",
        "unwritten": "CANNOT BE WRITTEN ({reason}): {rows} rows wait in memory and are tried again",
        "keys": "q or Ctrl-C: stop",
        "temporary": "A simulation or replay: its store goes when it stops (to keep one: --store FOLDER)",
        "clock": "The CLOCK says {now}, not believed: no purge. If it is right: bluezone store purge --today DAY",
        "duty": "Seconds on/off: advertising {advertise}, scanning {scan}",
        "sends": "advertising",
        "listens": "scanning",
        "rests": "resting",
        "own": "This phone's identifier now",
        "store": "Store: {rows} rows, {size} KB, deleted after {days} days; last purge {purged}",
        "log": "iPhones read: {reads} answered, {failed} did not",
        "iphone": "iPhone",
        "found": "Was near {found} cases with published keys (see: store match --server)",
        "pinned": "Key server trusted for the first time; compare with the health service: {key}",
        "server": "Key server: trouble ({trouble}), see the log",
    },
}


def short(identifier: bytes) -> str:
    """The part of an identifier that may be shown."""
    return identifier.hex().upper()[:6] + "···"


def clock_time(ms: int) -> str:
    """Hour and minute in Viet Nam."""
    return datetime.fromtimestamp(ms / 1000, UTC).astimezone(_VIETNAM).strftime("%H:%M") if ms else "–"


class Screen:
    """Draws one agent."""

    def __init__(self, agent: Agent, settings: Settings, language: str) -> None:
        self._agent, self._settings, self._language = agent, settings, language
        self._words = _SIDE.get(language, _SIDE["vi"])
        self._met: list[Met] = []
        self._met_ms = 0

    def draw(self, now_ms: int) -> "Group":
        """The whole screen at a moment."""
        from rich.console import Group

        if self._agent.today is not None and abs(now_ms - self._met_ms) >= ENCOUNTERS_S * 1000:
            self._met, self._met_ms = self._agent.today.longest(SHOWN_ROWS), now_ms
        return Group(self._state(now_ms), self._radar(now_ms), self._today())

    def _word(self, name: str) -> str:
        return str(self._words[name])

    def _state(self, now_ms: int) -> "Panel":
        from rich.panel import Panel
        from rich.text import Text

        status, store = self._agent.status, self._agent.store
        up = self._word("up" if status.up else "opening")
        if status.trouble is not None:
            up = self._word("down").format(reason=status.trouble.said(self._language))
        duty = [self._word(name) for name, on in (("sends", status.advertising), ("listens", status.scanning)) if on]
        kept = self._word("store").format(
            rows=store.rows(),
            size=store.database.nbytes() // 1024,
            days=store.retention_days,
            purged=clock_time(status.purged_ms),
        )
        lines = [
            f"{self._word('radio')} {status.radio}: {up} · {' + '.join(duty) or self._word('rests')}",
            f"{self._word('own')}: {short(status.identifier)} · {clock_time(now_ms)}",
            self._word("duty").format(advertise=self._settings.advertise, scan=self._settings.scan),
            kept,
            self._word("log").format(reads=status.reads, failed=status.reads_failed),
        ]
        if status.found is not None:
            lines.append(self._word("found").format(found=status.found))
        if status.server_key:
            lines.append(self._word("pinned").format(key=status.server_key))
        if status.server_trouble:
            lines.append(self._word("server").format(trouble=status.server_trouble))
        if status.temporary:
            lines.append(self._word("temporary"))
        if status.clock_held:
            day = datetime.fromtimestamp(now_ms / 1000, UTC).astimezone(_VIETNAM)
            lines.append(self._word("clock").format(now=day.strftime("%Y-%m-%d %H:%M")))
        if status.unwritten is not None:
            reason = status.unwritten.said(self._language)
            lines.append(self._word("unwritten").format(reason=reason, rows=status.rows - status.kept))
        title = f"{self._word('title')} · {self._word('state')}"
        return Panel(Text("\n".join(lines)), title=title, subtitle=self._word("keys"), style=self._style())

    def _style(self) -> str:
        if self._agent.status.unwritten is not None:
            return "bold red"
        return "green" if self._agent.status.up else "yellow"

    def _radar(self, now_ms: int) -> "Panel":
        from rich.panel import Panel

        near = [(one, seen) for one, seen in self._agent.status.near.items() if now_ms - seen.ms < SHOWN_MS]
        lines = []
        for place, name in enumerate(self._words["classes"]):
            held = sorted((-seen.rssi, one, seen.kind) for one, seen in near if _place(seen.rssi, seen.kind) == place)
            shown = " ".join(short(one)[:6] + ("°" if kind == IPHONE else "") for _, one, kind in held[:SHOWN_ROWS])
            lines.append(f"{name:>12} {len(held):>3}  {'●' * min(len(held), 20)} {shown}")
        text = "\n".join(lines) if near else self._word("nobody")
        return Panel(text, title=self._word("radar"))

    def _today(self) -> "Panel":
        from rich.panel import Panel
        from rich.table import Table

        table = Table(*self._words["columns"], box=None)
        for met in self._met:
            strength = self._words["classes"][_place(met.max_rssi, met.kind)]
            minutes = f"{met.lasted_ms / 60_000:.0f}"
            table.add_row(short(met.contact), clock_time(met.start_ms), clock_time(met.end_ms), minutes, strength)
        count = self._agent.today.count if self._agent.today is not None else 0
        return Panel(table, title=f"{self._word('today')}: {count}")


def _place(rssi: int, kind: int) -> int:
    """The class of a strength, with the policy's correction for the other phone's system."""
    return bucket_of(rssi, RULES[kind])


async def watch(agent: Agent, clock: Clock, settings: Settings, language: str, out: TextIO) -> None:
    """Draw until cancelled; a file or pipe gets the last picture only."""
    from rich.console import Console
    from rich.live import Live

    agent.today = Today(clock.now_ms())
    loading = asyncio.create_task(agent.today.load(agent.store))
    screen, console = Screen(agent, settings, language), Console(file=out)
    with Live(screen.draw(clock.now_ms()), console=console, auto_refresh=False) as live:
        try:
            while True:
                await asyncio.sleep(REFRESH_S)
                live.update(screen.draw(clock.now_ms()), refresh=True)
        finally:
            await stop([loading])
            live.update(screen.draw(clock.now_ms()), refresh=True)
