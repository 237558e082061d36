"""The progress bar on a terminal."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from document.progress import Progress, Report, silent


@contextmanager
def bar(name: str, stage: str, *, quiet: bool = False) -> Iterator[Report]:
    """Show a bar while standard error is a terminal, its first stage named at once; else reports lead nowhere."""
    if quiet or not sys.stderr.isatty():
        yield silent
        return
    from rich.console import Console
    from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bars

    columns = (
        TextColumn("{task.fields[name]}"),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[stage]:<12}"),
    )
    with Bars(*columns, TimeElapsedColumn(), console=Console(stderr=True), transient=True) as bars:
        task = bars.add_task("", total=None, name=name, stage=stage)

        def report(progress: Progress) -> None:
            furthest = max(progress.done, bars.tasks[0].completed)  # a stage may start anew for another language
            bars.update(task, total=progress.total, completed=furthest, stage=progress.stage)

        yield report
