"""`vungxanh bluezone evaluate`: what a simulated run found of the truth (chấm điểm mô phỏng)."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from vungxanh.cli.bluezone.progress import Told, progress
from vungxanh.cli.bluezone.said import AS_JSON, LANGUAGE, Complaints, stop
from vungxanh.core.tracing.problems import Problem

if TYPE_CHECKING:
    from vungxanh.device.scenarios.evaluation import Score

SHOWN_EACH = 5
_WORDS = {
    "vi": {
        "pairs": "cặp",
        "true": "đúng (≥15 phút trong 2 m)",
        "false": "không đúng",
        "high": "cao",
        "medium": "trung bình",
        "low": "thấp",
        "missed": "không thấy",
        "found": "tìm được",
        "right": "đúng trong số báo",
        "everybody": "tất cả",
        "lasting": "kéo dài ≥15 phút",
        "upwards": "từ {level}",
    },
    "en": {
        "pairs": "pairs",
        "true": "true (≥15 min within 2 m)",
        "false": "not true",
        "high": "high",
        "medium": "medium",
        "low": "low",
        "missed": "not seen",
        "found": "found",
        "right": "right of those told",
        "everybody": "everybody",
        "lasting": "lasting ≥15 min",
        "upwards": "{level} and up",
    },
}
_LEVELS = ("high", "medium", "low")


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, readable=False))
@AS_JSON
@LANGUAGE
def evaluate(folder: Path, as_json: bool, lang: str) -> None:
    """Chấm điểm một lượt mô phỏng / compare what the phones recorded with the truth.

    Exit 2 when FOLDER holds no run.
    """
    with progress(lang, as_json=as_json) as told:
        form, lines = evaluated(folder, lang, told)
    click.echo(json.dumps(form, ensure_ascii=False, indent=2) if as_json else table(form, lang))
    if not as_json:
        for line in lines:
            click.echo(line, err=True)


def evaluated(folder: Path, lang: str, told: Told) -> tuple[dict[str, Any], list[str]]:
    """The evaluation of a run on disk, for JSON, and what could not be read; or one sentence and exit code 2."""
    from vungxanh.device.scenarios import folder as folders
    from vungxanh.device.scenarios.evaluation import evaluate as compare

    complaints: list[Complaints] = []

    def unread(path: Path, problems: Sequence[Problem], count: int) -> None:
        complaints.append(Complaints(path, name=str(path), most=SHOWN_EACH))
        complaints[-1].add(problems, count)

    if not folder.is_dir():
        stop("no_folder", lang, name=folder.name)
    try:
        kept = folders.read(folder)
        result = compare(folders.logs(folder, kept, unread, told), kept.near, kept.systems)
    except folders.NoRun as missing:
        stop("no_run", lang, name=folder.name, file=missing.name)
    form = {
        "scenario": kept.scenario,
        "phones": len(kept.keys),
        "everybody": _score(result.everybody),
        "lasting": _score(result.lasting),
        "by_systems": {name: _score(score) for name, score in result.by_systems.items()},
        "problems": [problem for one in complaints for problem in one.form(lang)],
    }
    return form, [line for one in complaints for line in one.lines(lang)]


def _score(score: "Score") -> dict[str, Any]:
    from vungxanh.core.tracing.risk import Class

    classes = list(Class)
    upwards = [classes[: place + 1] for place in range(len(classes))]
    return {
        "true": {**{level.value: score.true[level] for level in classes}, "missed": score.missed, "total": score.total},
        "false": {level.value: score.false[level] for level in classes},
        "found": {levels[-1].value: _rounded(score.found(levels)) for levels in upwards},
        "right": {levels[-1].value: _rounded(score.right(levels)) for levels in upwards},
    }


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, 4)


def table(form: dict[str, Any], lang: str) -> str:
    """For a person: counts by class, then shares from each class upwards."""
    words = _WORDS[lang]
    groups = {words[name]: form[name] for name in ("everybody", "lasting")} | form["by_systems"]
    return "\n\n".join("\n".join(_group(name, score, words)) for name, score in groups.items())


def _group(name: str, score: dict[str, Any], words: dict[str, str]) -> Iterator[str]:
    yield f"{name}: {score['true']['total']} {words['pairs']} {words['true']}"
    columns = [*_LEVELS, "missed"]
    yield f"  {'':28}" + "".join(f"{words[column]:>14}" for column in columns)
    for kind in ("true", "false"):
        yield f"  {words[kind]:28}" + "".join(f"{score[kind].get(column, ''):>14}" for column in columns)
    for kind in ("found", "right"):
        shares = "".join(f"{_percent(score[kind][level]):>14}" for level in _LEVELS)
        yield f"  {words[kind] + ', ' + words['upwards'].format(level='…'):28}{shares}"


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{100 * share:.1f} %"
