"""Are motifs found that were planted, and where they were planted?

    python benchmarks/motifs.py [--seeds 1 2 3 4 5] [--folder KEPT] [--output rows.tsv]

Sequences with 0 to 3 sites of ten JASPAR motifs, and as many of three decoys, are drawn anew for
each seed (`planted.py`). A network learns to tell those with any target from those without; what
it learnt is explained by DeepLIFT, searched for motifs, and these for their hits, all with the
package's own defaults but for two runs of the Leiden clustering in place of four.

A motif is recovered where one was found that matches the planted matrix in TOMTOM (q of at most
0.05 over the demo's database) and has a likeness of at least 0.8 to it; one that is so for two
matrices counts for the one that it is more like. Recall and precision are of instances in
positives, over all motifs that the network uses and that were recovered: a hit is right within
2 bp of a planted start, on its strand (palindromes on either). A site that chance made is no
planted one, so a hit on it counts as wrong. The network uses a motif where redrawing its sites
from the background lowers the logit: the mean of up to 200, less twice its standard error, is
above 0. ``recall_of_used`` counts the sites of used motifs that were not recovered, too.

With ``--folder``, what is trained, explained and searched is kept there, and taken from there.
"""

from __future__ import annotations

import time
from argparse import ArgumentParser, Namespace
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import torch
from planted import (
    DECOYS,
    TARGETS,
    Origin,
    Planted,
    Site,
    found_sites,
    origins,
    plant_many,
    recovered,
)
from simulated import DATABASE, classes, known_motifs, log_odds
from tables import append
from torch import nn

from motiflens.attribution.windows import Task, explain_windows
from motiflens.config import Attribute, Discover, Draw, Hits, Train
from motiflens.hits.find import find_hits
from motiflens.hits.table import read_hits
from motiflens.models.baselines.scores import Score
from motiflens.models.loading import load_model
from motiflens.models.predict import predict
from motiflens.models.training import train
from motiflens.motifs.database import read_database
from motiflens.motifs.discovery import discover
from motiflens.motifs.motif import MotifSet, read_motifs
from motiflens.sequences.simulation import YEAST, draw_letters
from motiflens.store.contributions import read_contributions, write_contributions
from motiflens.store.scores import open_scores
from motiflens.store.windows import Windows, write_windows

SEQUENCES, LENGTH = 5000, 200
CPU = torch.device("cpu")
REMOVED = 200
TRAIN = Train(
    dataset="simulated",
    architecture="deepbind",
    arguments={"detectors": 64},
    epochs=40,
    patience=40,
)
DISCOVER = Discover(database=str(DATABASE))


@dataclass(frozen=True)
class Row:
    """What came of one seed; counts of motifs, and of instances of those that are used."""

    seed: int
    auroc: float
    ideal_auroc: float
    used: int
    recovered: int
    decoys: int
    others: int
    sites: int
    hits: int
    recall: float
    precision: float
    recall_of_used: float
    minutes: float


@dataclass(frozen=True)
class Instances:
    """Instances of one motif."""

    motif: str
    effect: float
    used: bool
    recovered: bool
    sites: int
    hits: int
    right: int

    def __str__(self) -> str:
        if not self.recovered:
            return f"  {self.motif:5} effect {self.effect:5.2f}  {self.sites} sites, no motif"
        recall, precision = self.right / max(self.sites, 1), self.right / max(self.hits, 1)
        return (
            f"  {self.motif:5} effect {self.effect:5.2f}{'' if self.used else ' (not used)'}  "
            f"{self.sites} sites, {self.hits} hits, recall {recall:.3f}, precision {precision:.3f}"
        )


def main() -> None:
    """Parse the arguments, and print a table for each seed."""
    arguments = parsed()
    torch.set_num_threads(1)
    for seed in arguments.seeds:
        with TemporaryDirectory() as folder:
            row = run(seed, Path(arguments.folder or folder) / str(seed))
        print("  ".join(f"{name} {value}" for name, value in asdict(row).items()), flush=True)
        if arguments.output:
            append(arguments.output, row)


def parsed() -> Namespace:
    """Return the arguments."""
    parser = ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3, 4, 5])
    parser.add_argument("--folder", type=Path, help="where to keep what is made")
    parser.add_argument("--output", type=Path, help="table to add a line to for each seed")
    return parser.parse_args()


def run(seed: int, folder: Path) -> Row:
    """Plant, train, explain, search, and compare."""
    start = time.perf_counter()
    folder.mkdir(parents=True, exist_ok=True)
    planted = plant_many(SEQUENCES, LENGTH, seed)
    windows = classes({"site": planted}, test=0.1)
    assert np.array_equal(windows.codes, planted.codes)
    network = trained(folder, windows, seed)
    motifs = searched(folder, windows, network)
    auroc, ideal = aurocs(network, windows)
    found = origins(motifs.motifs)
    known = [recovered(m, o) for m, o in zip(motifs.motifs, found, strict=True)]
    names = {o.name for o, good in zip(found, known, strict=True) if good}
    used = [x for x in instances(folder, planted, motifs, found, known, network) if x.used]
    counted = [x for x in used if x.recovered]
    sites, hits, right = (sum(getattr(x, y) for x in counted) for y in ("sites", "hits", "right"))
    return Row(
        seed=seed,
        auroc=round(auroc, 3),
        ideal_auroc=round(ideal, 3),
        used=len(used),
        recovered=len(names & set(TARGETS)),
        decoys=len(names & set(DECOYS)),
        others=len(known) - sum(known),
        sites=sites,
        hits=hits,
        recall=round(right / max(sites, 1), 3),
        precision=round(right / max(hits, 1), 3),
        recall_of_used=round(right / max(sum(x.sites for x in used), 1), 3),
        minutes=round((time.perf_counter() - start) / 60, 1),
    )


def trained(folder: Path, windows: Windows, seed: int) -> nn.Module:
    """Return the network, trained unless it was kept."""
    if not (folder / "model").exists():
        write_windows(folder / "data.h5", windows)
        options = TRAIN.model_copy(update={"seed": seed})
        train(folder / "data.h5", folder / "model", options, device=CPU)
    return load_model(folder / "model")[0]


def searched(folder: Path, windows: Windows, network: nn.Module) -> MotifSet:
    """Return the motifs; contributions, motifs and hits are in the folder."""
    contributions, motifs, hits = (folder / x for x in ("contributions.h5", "motifs", "hits"))
    if not contributions.exists():
        card = load_model(folder / "model")[1]
        task = Task("site", "deeplift", {}, Attribute(select="positives"))
        scores = explain_windows(windows, network, card, task, device=CPU, hashes={})
        write_contributions(contributions, scores)
    if not motifs.exists():
        motifs.mkdir()
        known = read_database(DATABASE)
        discover(motifs, read_contributions(contributions), known, DISCOVER, Draw())
    found = read_motifs(motifs)
    hits.mkdir(exist_ok=True)
    with open_scores(contributions) as file:
        find_hits(hits, file, found, Hits())
    return found


def aurocs(network: nn.Module, windows: Windows) -> tuple[float, float]:
    """Return that of held-out sequences, and an ideal observer's, who knows all matrices."""
    rows = windows.rows_of("test")
    codes, labels = windows.window_codes(rows), windows.labels[rows, 0].astype(float)
    said = predict(network, codes, CPU)[:, 0].astype(float)
    ideal = np.logaddexp.reduce([log_odds(codes, name) for name in TARGETS])
    auroc, best = (Score(found, labels, True)() for found in (said, ideal))
    assert auroc is not None
    assert best is not None
    return auroc, best


def instances(
    folder: Path,
    planted: Planted,
    motifs: MotifSet,
    found: list[Origin],
    known: list[bool],
    network: nn.Module,
) -> list[Instances]:
    """Return and print the instances of each target."""
    hits = read_hits(folder / "hits" / "hits.tsv")
    counted = []
    for name in TARGETS:
        sites = planted.of(name)
        effect, used = removal(network, planted, sites)
        pairs = [
            found_sites(planted, hits, motif, origin)
            for motif, origin, good in zip(motifs.motifs, found, known, strict=True)
            if good and origin.name == name
        ]
        called, right = (sum(x) for x in zip(*pairs, strict=True)) if pairs else (0, 0)
        counted.append(Instances(name, effect, used, bool(pairs), len(sites), called, right))
        print(counted[-1], flush=True)
    return counted


def removal(network: nn.Module, planted: Planted, sites: list[Site]) -> tuple[float, bool]:
    """Return by how much redrawing sites lowers the logit, and whether that is above 0."""
    rng = np.random.default_rng(0)
    chosen = [
        sites[i] for i in np.linspace(0, len(sites) - 1, min(REMOVED, len(sites))).astype(int)
    ]
    before = planted.codes[[site.row for site in chosen]]
    after = before.copy()
    for codes, site in zip(after, chosen, strict=True):
        width = len(known_motifs()[site.motif].probability)
        drawn = draw_letters(np.broadcast_to(YEAST, (width, 4)), 1, rng)[0]
        codes[site.start : site.start + width] = drawn
    lost = (predict(network, before, CPU) - predict(network, after, CPU))[:, 0]
    mean, error = float(lost.mean()), float(lost.std(ddof=1) / np.sqrt(len(lost)))
    return mean, mean > 2 * error


if __name__ == "__main__":
    main()
