"""`vungxanh bluezone`: identifiers, matching, simulation, levels and the agent (truy vết Bluezone)."""

from importlib import import_module

import click

COMMANDS = ("agent", "bench", "evaluate", "ids", "match", "simulate", "trace")


class Lazily(click.Group):
    """Loads a subcommand from the module of its name when it is asked for: kernels and radios are heavy."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in order."""
        return sorted({*COMMANDS, *super().list_commands(ctx)})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The subcommand, or None."""
        if cmd_name not in COMMANDS:
            return super().get_command(ctx, cmd_name)
        command: click.Command = getattr(import_module(f"vungxanh.cli.bluezone.{cmd_name}"), cmd_name)
        return command


@click.group(cls=Lazily)
def bluezone() -> None:
    """Bluezone: truy vết tiếp xúc / contact tracing."""
