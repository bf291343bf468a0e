"""The directory of logos."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from importlib import import_module
from multiprocessing import get_context
from pathlib import Path

from motiflens.config import Draw
from motiflens.logos.formats import write_figure
from motiflens.logos.kinds import views
from motiflens.logos.motif_logo import motif_logo
from motiflens.logos.palettes import PALETTES
from motiflens.logos.panels import motif_panel, set_panel
from motiflens.motifs.motif import Motif, MotifSet, Row
from motiflens.stages import log_stage, stage

_log = logging.getLogger(__name__)

SET = "motifs"
"""Name of the figure of all motifs, without its ending."""

PANEL = "kinds"
"""What the figure of all kinds of a motif is named by."""


@dataclass
class _Drawn:
    """What a task drew, and the seconds that each kind of figure took it."""

    what: str
    seconds: dict[str, float] = field(default_factory=dict)

    def add(self, done: str, seconds: float) -> None:
        self.seconds[done] = self.seconds.get(done, 0) + seconds


def write_logos(
    directory: str | os.PathLike[str], motifs: MotifSet, options: Draw, threads: int = 1
) -> None:
    """Draw a set of motifs into an existing directory; without a motif, nothing is written.

    ``{motif}.{view}.{format}`` is a logo, ``{motif}.kinds.{format}`` all kinds of a motif in one
    figure, and ``motifs.{format}`` all motifs of the set. `motiflens.logos.kinds.View` says how
    views are named. The log has the seconds of each kind of figure, summed over all processes.

    Parameters
    ----------
    directory
        Where to write.
    motifs
        What to draw.
    options
        Which views, in which formats and colours.
    threads
        Processes that draw at the same time; files are the same with any number.
    """
    if not motifs.motifs:
        return
    folder = Path(directory)
    tasks = [
        partial(_write_set, folder, motifs, options),
        *(partial(_write_motif, folder, one, motifs.background, options) for one in motifs.motifs),
    ]
    whole = _Drawn("all figures")
    for drawn in _done(tasks, threads):
        _log.info("drew %s", drawn.what)
        for done, seconds in drawn.seconds.items():
            whole.add(done, seconds)
    for done, seconds in whole.seconds.items():
        log_stage(done, seconds)


def _write_set(directory: Path, motifs: MotifSet, options: Draw) -> _Drawn:
    drawn = _Drawn(f"all {len(motifs.motifs)} motifs")
    _load(drawn)
    with stage("figure of all motifs drawn", drawn.add):
        figure = set_panel(motifs, PALETTES[options.palette])
        write_figure(directory / SET, figure, options.formats)
    return drawn


def _write_motif(directory: Path, motif: Motif, background: Row, options: Draw) -> _Drawn:
    drawn = _Drawn(f"the logos of {motif.name} ({motif.consensus})")
    _load(drawn)
    palette = PALETTES[options.palette]
    chosen = views(options.logos, both_strands=options.strands == "both", whole=options.whole)
    for view in chosen:
        with stage(f"{view.kind.name} logos drawn", drawn.add):
            figure = motif_logo(motif, view, background, palette)
            write_figure(directory / f"{motif.name}.{view.name}", figure, options.formats)
    with stage("figures of all kinds drawn", drawn.add):
        figure = motif_panel(motif, background, palette)
        write_figure(directory / f"{motif.name}.{PANEL}", figure, options.formats)
    return drawn


def _load(drawn: _Drawn) -> None:
    """Import matplotlib, which is otherwise a matter of the first figure."""
    with stage("matplotlib loaded", drawn.add):
        import_module("matplotlib.figure")


def _done(tasks: Sequence[Callable[[], _Drawn]], processes: int) -> Iterator[_Drawn]:
    """Do the tasks, and yield what each returns, in order.

    Processes are new ones rather than copies of this one, whose threads a copy would not have.
    """
    if processes == 1:
        yield from (task() for task in tasks)
        return
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        yield from (future.result() for future in [pool.submit(task) for task in tasks])
