"""`vungxanh bluezone trace`: levels F1…Fn in a file of contacts (cấp tiếp xúc)."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import click

from vungxanh.cli.bluezone.persons import Since, persons_in
from vungxanh.cli.bluezone.progress import progress
from vungxanh.cli.bluezone.said import AS_JSON, FILE, LANGUAGE, Complaints, local_time, opened, sentence, stop
from vungxanh.core.tracing.ids import DAY_MS

if TYPE_CHECKING:
    from vungxanh.cli.bluezone.contacts import Contacts
    from vungxanh.core.tracing.kernels.exposures import Exposures
    from vungxanh.core.tracing.kernels.graph import Spread

SHOWN_PERSONS = 50
_WORDS = {
    "vi": {
        "contacts": "{contacts} lần tiếp xúc của {persons} người; bỏ {skipped} dòng thiếu tên, giờ hoặc tự gặp mình",
        "level": "F{level}: {persons} người",
        "more": "… và {count} người khác: dùng --json",
    },
    "en": {
        "contacts": "{contacts} contact(s) of {persons} person(s); rows without name or time left out: {skipped}",
        "level": "F{level}: {persons} person(s)",
        "more": "… and {count} more persons: use --json",
    },
}


@dataclass(frozen=True, slots=True)
class Answer:
    """How many persons each level has, and who they are, unless only the counts were asked for."""

    counts: list[int]
    persons: Iterator[dict[str, Any]]


@click.command()
@click.option("--edges", required=True, type=FILE, help="Parquet: cột a, b, at / columns a, b, at.")
@click.option("--index", required=True, type=FILE, help="Ca bệnh / cases: [{person, since}] (JSON).")
@click.option("--max-level", default=5, type=click.IntRange(1, 20), show_default=True)
@click.option(
    "--latency-days", default=0.0, type=click.FloatRange(0, 30), show_default=True, help="Thời gian ủ / latency."
)
@click.option("--isolated", type=FILE, help="Người đã cách ly / persons in isolation: [{person, since}] (JSON).")
@click.option("--min-minutes", type=click.FloatRange(0), help="Chỉ lần gặp từ chừng này phút (cột minutes).")
@click.option("--min-rssi", type=click.FloatRange(-127, 20), help="Chỉ lần gặp mạnh từ chừng này dBm (cột max_rssi).")
@click.option("--summary", is_flag=True, help="Chỉ đếm theo cấp / only the counts.")
@AS_JSON
@LANGUAGE
def trace(
    *,
    edges: Path,
    index: Path,
    max_level: int,
    latency_days: float,
    isolated: Path | None,
    min_minutes: float | None,
    min_rssi: float | None,
    summary: bool,
    as_json: bool,
    lang: str,
) -> None:
    """Tìm F1…Fn theo thời gian / find F1…Fn along contacts that respect time."""
    from vungxanh.cli.bluezone.contacts import Contacts, Nearness, Unusable

    cases, complaints = persons_in(index, lang)
    ends, more = persons_in(isolated, lang) if isolated else ([], Complaints(index, "entry"))
    opened(edges, lang).close()
    with TemporaryDirectory() as scratch, progress(lang, as_json=as_json) as told:
        told("read", 0, None)
        try:
            contacts = Contacts(edges, Nearness(min_minutes, min_rssi), Path(scratch))
        except Unusable as wrong:
            stop(wrong.code, lang, name=edges.name, **wrong.facts)
        latency = round(latency_days * DAY_MS)
        told("read", 1, 1)
        told("levels", 0, None)
        numbers = contacts.numbers([one.person for one in (*cases, *ends)])
        asked = (_earliest(cases, numbers), _earliest(ends, numbers), max_level, latency)
        answer = _answer(contacts, *asked, summary=summary)
        unknown = [*_unknown(cases, numbers, index, lang), *_unknown(ends, numbers, isolated or index, lang)]
    head = {"contacts": contacts.count, "persons": contacts.persons, "skipped": contacts.skipped}
    if as_json:
        problems = [*complaints.form(lang), *more.form(lang), *unknown]
        _print_json({**head, "latency_days": latency_days, "problems": problems}, answer, summary=summary)
        return
    click.echo("\n".join(_lines(head, answer, summary, lang)))
    for line in (*complaints.lines(lang), *more.lines(lang), *(one["sentence"] for one in unknown)):
        click.echo(line, err=True)


def _earliest(listed: Iterable[Since], numbers: Mapping[str, int]) -> dict[int, int]:
    """The earliest moment in ms of each known person, by number."""
    found: dict[int, int] = {}
    for one in listed:
        if (number := numbers.get(str(one.person))) is not None:
            found[number] = min(one.ms, found.get(number, one.ms))
    return found


def _answer(
    contacts: "Contacts",
    cases: dict[int, int],
    isolated: dict[int, int],
    max_level: int,
    latency: int,
    *,
    summary: bool,
) -> Answer:
    from vungxanh.core.tracing.graph import Case
    from vungxanh.core.tracing.kernels.exposures import exposures
    from vungxanh.core.tracing.kernels.graph import spread

    segments = contacts.segments()
    index = [Case(person, since) for person, since in sorted(cases.items())]
    settings: dict[str, Any] = {"persons": contacts.persons, "latency": latency, "isolated": isolated}
    reached = spread(segments, index, max_level=max_level, **settings)
    counts = reached.counts()
    counts += [0] * (max_level + 1 - len(counts))
    if summary:
        return Answer(counts, iter(()))
    of = exposures(segments, reached, **settings)
    segments.clear()  # who they are, and the ways, take its place in memory
    return Answer(counts, _persons(reached, of, contacts.names(reached.person.tolist())))


def _unknown(listed: Iterable[Since], numbers: Mapping[str, int], path: Path, lang: str) -> Iterator[dict[str, Any]]:
    for person in dict.fromkeys(str(one.person) for one in listed):
        if person not in numbers:
            said = sentence("person_unknown", lang, person=person[:80])
            yield {"file": path.name, "row": None, "code": "person_unknown", "sentence": said}


def _persons(reached: "Spread", of: "Exposures", names: Mapping[int, str | int]) -> Iterator[dict[str, Any]]:
    """Everybody reached, by level and time of exposure: why, and until when it goes on."""
    levels = reached.levels()
    last = dict(zip(of.person.tolist(), zip(of.last.tolist(), of.sources.tolist(), strict=True), strict=True))
    for person, labels in sorted(levels.labels.items(), key=lambda held: (held[1][0].hops, held[1][0].at, held[0])):
        until, sources = last.get(person, (None, 0))
        yield {
            "person": names[person],
            "level": labels[0].hops,
            "at": local_time(labels[0].at),
            "last": None if until is None else local_time(until),
            "sources": sources,
            "path": [{"person": names[one], "at": local_time(at)} for one, at in levels.path(person)],
        }


def _print_json(head: dict[str, Any], answer: Answer, *, summary: bool) -> None:
    """The object of the guide; the persons one a line, so that a province does not stand in memory as text."""
    levels = [{"level": level, "persons": count} for level, count in enumerate(answer.counts)]
    text = json.dumps({**head, "levels": levels}, ensure_ascii=False, indent=2)
    if summary:
        click.echo(text)
        return
    click.echo(text.removesuffix("\n}") + ',\n  "reached": [', nl=False)
    for place, person in enumerate(answer.persons):
        click.echo(("," if place else "") + "\n    " + json.dumps(person, ensure_ascii=False), nl=False)
    click.echo("\n  ]\n}")


def _lines(head: dict[str, Any], answer: Answer, summary: bool, lang: str) -> Iterator[str]:
    words = _WORDS[lang]
    yield words["contacts"].format(**head)
    for level, count in enumerate(answer.counts):
        yield words["level"].format(level=level, persons=count)
    if summary:
        return
    shown = 0
    for person in answer.persons:
        if person["level"] == 0:
            continue
        if shown == SHOWN_PERSONS:
            break
        shown += 1
        why = " → ".join(f"{one['person']} ({one['at'][5:16].replace('T', ' ')})" for one in person["path"])
        yield f"  F{person['level']}  {person['person']}: {why}"
    if left := sum(answer.counts[1:]) - shown:
        yield words["more"].format(count=left)
