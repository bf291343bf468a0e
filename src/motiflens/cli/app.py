"""The command ``motiflens``: its commands, and how errors reach a person."""

from __future__ import annotations

import logging
import os
import re
import signal
import sys
import warnings
from typing import TextIO

import typer

from motiflens._version import __version__
from motiflens.errors import MotiflensError, MotiflensWarning
from motiflens.named import named

app = typer.Typer(
    name="motiflens",
    help="Which bases does a DNA model read, and which motifs are they?",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

# In the order of the flow. Each module holds one command and imports its science when it runs.
_COMMANDS = {
    "prepare": "motiflens.cli.prepare:prepare",
    "train": "motiflens.cli.train:train",
    "import": "motiflens.cli.import_model:import_model",
    "predict": "motiflens.cli.predict:predict",
    "audit": "motiflens.cli.audit:audit",
    "evaluate": "motiflens.cli.evaluate:evaluate",
    "attribute": "motiflens.cli.attribute:attribute",
    "variants": "motiflens.cli.variants:variants",
    "gather": "motiflens.cli.gather:gather",
    "discover": "motiflens.cli.discover:discover",
    "hits": "motiflens.cli.hits:hits",
    "effects": "motiflens.cli.effects:effects",
    "families": "motiflens.cli.families:families",
    "logos": "motiflens.cli.logos:logos",
    "loci": "motiflens.cli.loci:loci",
    "export": "motiflens.cli.export:export",
    "report": "motiflens.cli.report:report",
}

_OF_MEMORY = re.compile("can't allocate memory|out of memory")
"""How torch says it, of a processor and of a GPU."""
_INTERRUPTED = 130
"""The exit status that Typer makes of a Ctrl-C."""

for _name, _target in _COMMANDS.items():
    app.command(_name)(named(_target))


@app.callback(invoke_without_command=True)
def _root(
    version: bool = typer.Option(False, "--version", help="Print the version and exit."),
) -> None:
    if version:
        typer.echo(f"motiflens {__version__}")
        raise typer.Exit


def main() -> None:
    """Run the command line; errors of motiflens are printed for a person, without a traceback."""
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stderr)
    warnings.showwarning = _show_warning
    # A cluster ends a job by SIGTERM, some seconds before it kills it: as good as Ctrl-C.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        app()
    except MotiflensError as error:
        typer.echo(f"motiflens: error: {error}", err=True)
        sys.exit(error.exit_code)
    except OSError as error:
        typer.echo(f"motiflens: error: {error.strerror or error}: {error.filename or ''}", err=True)
        sys.exit(1)
    except (MemoryError, RuntimeError) as error:
        if not (isinstance(error, MemoryError) or _OF_MEMORY.search(str(error))):
            raise
        typer.echo(
            "motiflens: error: there is not enough memory\n"
            "  to do: give the step more of it, or a smaller batch_size where it has one",
            err=True,
        )
        sys.exit(1)
    except SystemExit as end:
        if end.code == _INTERRUPTED:
            typer.echo("motiflens: interrupted; no output was written", err=True)
        raise


def run() -> None:
    """Run the command line, and end the process at once, whatever came of it.

    Once torch was imported, Python takes a second or two to tidy up, of the few that a cluster
    gives a job that it ends; and HDF5 crashes when it tidies up a file that found no space.
    """
    status = 0
    try:
        main()
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else int(end.code is not None)
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


def _show_warning(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,
    line: str | None = None,
) -> None:
    """Print our own warnings as sentences, and those of others in one line each."""
    del file, line
    if issubclass(category, MotiflensWarning):
        typer.echo(f"motiflens: warning: {message}", err=True)
    else:
        typer.echo(f"{category.__name__}: {message} ({filename}:{lineno})", err=True)
