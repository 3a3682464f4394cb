"""What the command line says when it refuses: Vietnamese, or English where `--lang en` was given (lời báo lỗi)."""

from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any, TypeVar

import click

_MOMENT = datetime(2020, 8, 8, 8, 0)  # noqa: DTZ001 - an example of how to write
Command = TypeVar("Command", bound=Callable[..., Any])


def _speak(context: click.Context, _option: click.Parameter, language: str) -> None:
    from django.utils import translation

    # A command whose other words are refused is never entered and so never left; the root always is.
    context.find_root().with_resource(translation.override(language))


def language(command: Command) -> Command:
    """The option `--lang` of a command; its other options are read, and all is said, in that language."""
    option = click.option(
        "--lang",
        type=click.Choice(["vi", "en"]),
        default="vi",
        show_default=True,
        is_eager=True,
        expose_value=False,
        callback=_speak,
    )
    return option(command)


def english_asked(words: Sequence[str]) -> bool:
    """Whether the words of the command line ask for English."""
    return "--lang=en" in words or ("--lang", "en") in pairwise(words)


def told(error: click.ClickException, *, in_english: bool) -> str:
    """The refusal as one paragraph; what is wrong with the words of the command line is said by its kind."""
    if in_english:
        return f"Error: {error.format_message()}{_where(error, 'See: {} --help')}"
    return f"Lỗi: {_vietnamese(error)}{_where(error, 'Xem: {} --help')}"


def _where(error: click.ClickException, wording: str) -> str:
    context = error.ctx if isinstance(error, click.UsageError) else None
    return "\n" + wording.format(context.command_path) if context else ""


def _vietnamese(error: click.ClickException) -> str:
    if isinstance(error, click.MissingParameter):
        return f"thiếu {_named(error)}."
    if isinstance(error, click.BadParameter):
        return f"{_named(error)}: {error.message if isinstance(error, Unread) else _wanted(error)}"
    if isinstance(error, click.NoSuchOption | click.BadOptionUsage):
        return f"không dùng được tùy chọn {error.option_name}."
    if isinstance(error, click.UsageError):
        return "không có lệnh này, hoặc thừa thiếu tham số."
    return error.format_message()


class Unread(click.BadParameter):
    """A value that our own reading refuses, in a sentence of the language asked for."""


def _named(error: click.BadParameter) -> str:
    parameter = error.param
    if isinstance(parameter, click.Option):
        return max(parameter.opts, key=len)
    return parameter.human_readable_name.upper() if parameter else str(error.param_hint or "")


def _range(kind: click.IntRange | click.FloatRange) -> str:
    least = "" if kind.min is None else f"{'lớn hơn' if kind.min_open else 'từ'} {_written(kind.min)}"
    most = "" if kind.max is None else f"{'nhỏ hơn' if kind.max_open else 'đến'} {_written(kind.max)}"
    return f"{least} {most}".strip()


def _written(bound: float) -> str:
    return str(int(bound)) if bound == int(bound) else str(bound)


def _wanted(error: click.BadParameter) -> str:
    """What the parameter takes, told by its type; our own sentence where there is no parameter."""
    kind = error.param.type if error.param else None
    if isinstance(kind, click.Choice):
        return f"chỉ nhận {', '.join(map(str, kind.choices))}."
    if isinstance(kind, click.IntRange | click.FloatRange):
        return f"chỉ nhận số{' nguyên' * isinstance(kind, click.IntRange)} {_range(kind)}."
    if isinstance(kind, click.DateTime):
        return f"cần ngày giờ như {' hoặc '.join(_MOMENT.strftime(form) for form in kind.formats)}."
    sentences = (
        (click.types.IntParamType | click.types.FloatParamType, "chỉ nhận một số."),
        (click.Path | click.File, "không mở được tệp. Kiểm tra đường dẫn và quyền đọc."),
        (click.types.UUIDParameterType, "không phải một mã số việc."),
    )
    return next((sentence for kinds, sentence in sentences if isinstance(kind, kinds)), error.message)
