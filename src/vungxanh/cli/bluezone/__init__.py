"""`vungxanh bluezone`: identifiers, matching, simulation, levels and the agent (truy vết Bluezone)."""

from importlib import import_module
from typing import Any

import click

from vungxanh.cli.bluezone.said import leave
from vungxanh.core.tracing.problems import KernelsOff

COMMANDS = ("agent", "bench", "evaluate", "ids", "journey", "load", "match", "simulate", "store", "trace")


class Lazily(click.Group):
    """Loads a subcommand from the module of its name when it is asked for: kernels and radios are heavy."""

    def __init__(self, *, package: str, modules: tuple[str, ...], **attributes: Any) -> None:
        super().__init__(**attributes)
        self._package, self._modules = package, modules

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in order."""
        return sorted({*self._modules, *super().list_commands(ctx)})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The subcommand, or None."""
        if cmd_name not in self._modules:
            return super().get_command(ctx, cmd_name)
        command: click.Command = getattr(import_module(f"{self._package}.{cmd_name}"), cmd_name)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run the subcommand; where numba may not compile, one sentence and exit code 2."""
        lang = "en" if {"en", "--lang=en"} & set(ctx.args) else "vi"
        try:
            return super().invoke(ctx)
        except KernelsOff as off:
            leave(off.problem.sentence(lang))


@click.group(cls=Lazily, package=__name__, modules=COMMANDS)
def bluezone() -> None:
    """Bluezone: truy vết tiếp xúc / contact tracing."""
