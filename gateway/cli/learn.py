"""`gateway learn`: teach a text model from the city's past, and say how good it is."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gateway.cli.reading_ahead import read_the_past_ahead
from gateway.cli.running import make_current
from gateway.errors import NotReadyError
from gateway.log import configure_logging
from gateway.settings import Settings, load_settings
from gateway.store.engine import Store

if TYPE_CHECKING:
    from gateway.learning.learn import Learnt
    from gateway.routing import Rulebook

_TERMINAL = "-"


@click.command(name="learn")
@click.option(
    "--report",
    "report",
    is_flag=False,
    flag_value=_TERMINAL,
    default=None,
    metavar="[PLACE]",
    help="Learn nothing; say how good the newest model is: here, in a file, or with pictures in a folder.",
)
def command(report: str | None) -> None:
    """Teach a text model from the past requests and from what staff put right.

    The newest fifth of the past checks it: it answers only where it is better than the catalog alone, and than the
    model that answers now. `gateway history import` brings the past in; nothing needs to be started again.
    """
    settings = load_settings()
    configure_logging(level=settings.log_level, style=settings.log_format)
    store = Store(settings.database_url)
    try:
        make_current(store)
        lines = _learn(store, settings) if report is None else _report(store, report)
        for line in lines:
            click.echo(line)
    finally:
        store.dispose()


def _learn(store: Store, settings: Settings) -> Iterator[str]:
    from gateway.learning.examples import find_changed_examples
    from gateway.learning.learn import learn
    from parsers.model_file import model_from_bytes

    rulebook = _rulebook(settings)
    with _bars() as told:
        learnt = learn(store, rulebook, now=time.time(), told=told)
    yield from _said(learnt)
    if learnt.is_active:
        yield from (
            f"  {settings.rules.name}: {words}"
            for words in find_changed_examples(rulebook, model_from_bytes(learnt.content))
        )
        yield from read_the_past_ahead(settings, learnt.figures["lessons"])


def _rulebook(settings: Settings) -> Rulebook:
    from gateway.rulebook_file import load_file

    return load_file(settings.rules)


def _said(learnt: Learnt) -> Iterator[str]:
    use = "is in use now" if learnt.is_active else "is kept, and not used"
    yield (
        f"Learnt from {learnt.figures['lessons']:,} past requests in {learnt.figures['seconds']} s: model "
        f"{learnt.version} ({len(learnt.content) / 1e6:.1f} MB) {use}."
    )
    yield learnt.why
    yield "`gateway learn --report` says more."


def _report(store: Store, place: str) -> Iterator[str]:
    from gateway.learning.report_text import report_lines
    from gateway.store.models import find_active, find_newest

    with store.reading() as connection:
        newest, active = find_newest(connection), find_active(connection)
    if newest is None:
        yield "No model was made yet. Run `gateway learn`."
        return
    text = "\n".join(report_lines(newest))
    if active is not None and active.version != newest.version:
        text += "\n\nThe model that is in use:\n\n" + "\n".join(report_lines(active))
    if place == _TERMINAL:
        yield text
        return
    yield from _written(Path(place), text, newest.figures)


def _written(place: Path, text: str, figures: object) -> Iterator[str]:
    """Into a file that has an ending such as `.txt`, else into a folder, with pictures beside the text."""
    from gateway.learning.lessons import Label
    from gateway.learning.picture import confusion_picture

    pages = {place if place.suffix else place / "report.txt": text + "\n"}
    if not place.suffix and isinstance(figures, dict):
        for label in Label:
            if label.value in figures:
                picture = confusion_picture(label.value, figures[label.value])
                pages[place / f"confusion-{label.value}.svg"] = picture
    for path, content in pages.items():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, encoding="utf-8")
        except OSError as error:
            raise NotReadyError(f"{path} cannot be written ({error.strerror}). Name another place.") from None
        yield f"{path} was written."


@contextmanager
def _bars() -> Iterator[Callable[[str, int], Callable[[], None]]]:
    """A bar on a terminal for each part of the work; nothing where nobody looks."""
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    with Progress(console=console, disable=not console.is_terminal, transient=True) as progress:

        def begin(what: str, steps: int) -> Callable[[], None]:
            task = progress.add_task(what, total=max(steps, 1))
            return lambda: progress.advance(task)

        yield begin
