"""`vungxanh segments`: hold the contact graph in memory for the pages."""

import click

from vungxanh.project import env as environment


@click.command()
def segments() -> None:
    """Giữ đồ thị tiếp xúc để trả lời các trang / hold the contact graph until SIGTERM; `vungxanh run` starts it."""
    from vungxanh.apps.exposure.graph.process import main

    main([str(environment.read().var_dir.resolve() / "exposure")])
