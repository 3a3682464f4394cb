"""The `vungxanh` command; each subcommand is loaded, and Django started, only when it is asked for."""

import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any

import click

from vungxanh import __version__
from vungxanh.cli.presence import is_without_tables, refuse_without_data, unprepared
from vungxanh.cli.speech import english_asked, told

COMMANDS = {
    "accounts": "accounts:accounts",
    "audit": "audit:audit",
    "bluezone": "bluezone:bluezone",
    "calendar": "calendar:calendar",
    "cases": "cases:cases",
    "directive": "directive:directive",
    "doctor": "doctor:doctor",
    "keys": "keys:keys",
    "migrate": "upkeep:migrate",
    "openapi": "upkeep:openapi",
    "org": "org:org",
    "retention": "retention:retention",
    "run": "serve:run",
    "search": "search:search",
    "segments": "segments:segments",
    "worker": "worker:worker",
}
WITHOUT_DJANGO = {"bluezone", "run", "segments"}


class Commands(click.Group):
    """Finds subcommands by name; a second start of `vungxanh run` must not wait for what it does not use."""

    def main(  # type: ignore[override]  # one signature for both of Click's overloads
        self, args: Sequence[str] | None = None, *, standalone_mode: bool = True, **options: Any
    ) -> Any:
        """Run a command as Click does, with refusals in the language of the house."""
        if not standalone_mode:
            return super().main(args, standalone_mode=False, **options)
        words = list(sys.argv[1:] if args is None else args)
        in_english = english_asked(words)
        try:
            refuse_without_data(words, in_english=in_english)
            code = super().main(args, standalone_mode=False, **options)
        except click.ClickException as error:
            click.echo(told(error, in_english=in_english), err=True)
            sys.exit(error.exit_code)
        except click.Abort:
            sys.exit(1)
        except Exception as error:
            if not is_without_tables(error):
                raise
            click.echo(told(unprepared(in_english=in_english), in_english=in_english), err=True)
            sys.exit(1)
        sys.exit(code if isinstance(code, int) else 0)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in order."""
        return sorted({*COMMANDS, *super().list_commands(ctx)})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The subcommand, or None; wrong settings end the program with their sentence."""
        place = COMMANDS.get(cmd_name)
        if place is None:
            return super().get_command(ctx, cmd_name)
        start(with_django=cmd_name not in WITHOUT_DJANGO)
        module, _, name = place.partition(":")
        command: click.Command = getattr(import_module(f"vungxanh.cli.{module}"), name)
        return command


def start(*, with_django: bool = True) -> None:
    """Read the settings and, unless told otherwise, start Django; a wrong setting ends the program with its name."""
    from vungxanh.project import configure
    from vungxanh.project.env import WrongSettings

    try:
        configure()
        if with_django:
            import django

            django.setup()
    except WrongSettings as wrong:
        raise click.ClickException(str(wrong)) from None


@click.group(cls=Commands)
@click.version_option(__version__)
def main() -> None:
    """Vùng Xanh: a province carries out a directive."""
