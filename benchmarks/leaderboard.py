"""Where does a method stand? Simulated grammars whose truth is known, and a table of all methods.

    python benchmarks/leaderboard.py [--methods deeplift ...] [--method module:function ...]
                                     [--grammars single ...] [--gc flat varying] [--seeds 1]
                                     [--sequences 6000] [--explained 100]
                                     [--output entries.jsonl]

For each grammar (`motiflens.sequences.grammars`) a small-cnn is trained, and every method of the
table explains sequences that it has not seen, as do ``module:function`` of your own: called with
(model, x, reference), where x is (N, 4, L) and the reference (4,) frequencies, it returns scores
(N, L). Scores that know nothing stand beside them: the effects of mutagenesis in random order, and
the prior that it is always the middle. Printed is Markdown: means over sequences, with bootstrap
intervals, and the cost in forward passes. What ``--output`` holds already is not computed again.
Run it in the repository's root.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from simulated import classes, known_motifs
from standings import Entry, append, by_grammar, overall, read
from torch import Tensor

from motiflens.attribution.methods import METHODS
from motiflens.config import Train
from motiflens.errors import MotiflensError
from motiflens.evaluation.case import Case
from motiflens.evaluation.contenders import (
    Contender,
    Explanation,
    MethodContender,
    RandomScores,
    middle_scores,
)
from motiflens.evaluation.cost import passes
from motiflens.evaluation.metrics.localisation import distance_to_centre, within
from motiflens.evaluation.metrics.ranking import auroc, average_precision
from motiflens.evaluation.metrics.signal import snr_topk
from motiflens.models.encoding import one_hot
from motiflens.models.loading import load_model
from motiflens.models.training import train
from motiflens.named import named
from motiflens.sequences.grammars import BOTH, GRAMMARS, SimulatedGrammar, simulate_grammar
from motiflens.store.windows import write_windows

MOTIFS = ("REB1", "ABF1")
LENGTH = 120
EPOCHS = 15
BASELINES = ("random", "the middle")
INFORMATION = 0.1
"""Bits of a column above which its base counts as part of the motif."""

CPU = torch.device("cpu")


@dataclass(frozen=True)
class Problem:
    """A trained network, and sequences that it has not seen."""

    grammar: str
    gc: str
    seed: int
    test_auroc: float
    case: Case
    made: SimulatedGrammar
    rows: NDArray[np.int64]


class Middle(Contender):
    """The prior that it is always the middle."""

    def explain(self, case: Case, *, x: Tensor | None = None, **_: Any) -> Explanation:
        """Return scores that are higher the nearer the middle."""
        n, _, length = (case.x if x is None else x).shape
        return Explanation(middle_scores(n, length), None, np.zeros(n))


@dataclass(frozen=True)
class Own(Contender):
    """A function of the user's."""

    function: Callable[[torch.nn.Module, Tensor, Tensor], Tensor]

    def explain(self, case: Case, *, x: Tensor | None = None, **_: Any) -> Explanation:
        """Return what it scores."""
        sequences = case.x if x is None else x
        frequencies = torch.tensor(case.frequencies)
        scores = self.function(case.model, sequences, frequencies).detach()
        assert scores.shape == (len(sequences), sequences.shape[2]), scores.shape
        return Explanation(np.asarray(scores.double()), None, np.zeros(len(sequences)))


def main() -> None:
    """Parse the arguments, train, explain, and print the tables."""
    arguments = parsed()
    torch.set_num_threads(1)
    sys.path.insert(0, str(Path.cwd()))
    entries = read(arguments.output) if arguments.output else []
    kinds = product(arguments.grammars, arguments.gc, range(arguments.seeds))
    for grammar, gc, seed in kinds:
        done = {
            one.method for one in entries if (one.grammar, one.gc, one.seed) == (grammar, gc, seed)
        }
        names = [*arguments.methods, *arguments.method, *BASELINES]
        missing = [name for name in names if name not in done]
        if not missing:
            continue
        problem = make_problem(grammar, gc, seed, arguments.sequences, arguments.explained)
        for entry in compete(problem, missing):
            entries.append(entry)
            if arguments.output:
                append(arguments.output, entry)
    print(overall(entries))
    print(by_grammar(entries))


def parsed() -> Namespace:
    """Return the arguments."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--methods", nargs="*", choices=METHODS, default=list(METHODS))
    parser.add_argument("--method", action="append", default=[], metavar="MODULE:FUNCTION")
    parser.add_argument("--grammars", nargs="+", choices=GRAMMARS, default=list(GRAMMARS))
    parser.add_argument("--gc", nargs="+", choices=("flat", "varying"), default=["flat"])
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--sequences", type=int, default=6000, help="to train on and to test")
    parser.add_argument("--explained", type=int, default=100, help="for each network")
    parser.add_argument("--output", type=Path, help="a line of JSON for each method and network")
    return parser.parse_args()


def make_problem(grammar: str, gc: Any, seed: int, sequences: int, explained: int) -> Problem:
    """Return a trained network with sequences to explain."""
    known = known_motifs()
    motifs = (known[MOTIFS[0]].probability, known[MOTIFS[1]].probability)
    windows = classes(
        {"site": simulate_grammar(grammar, motifs, sequences, LENGTH, gc=gc, seed=2 * seed)},
        test=0.1,
    )
    with TemporaryDirectory() as folder:
        data, model = Path(folder, "data.h5"), Path(folder, "model")
        write_windows(data, windows)
        card = train(data, model, Train(dataset="grammar", epochs=EPOCHS, seed=seed), device=CPU)
        network, _ = load_model(model)
    found = card.metrics["test"]["site"].values["auroc"]
    assert found is not None
    made = simulate_grammar(grammar, motifs, 6 * explained, LENGTH, gc=gc, seed=2 * seed + 1)
    rows = informative(made)[:explained]
    case = Case(
        network, 0, one_hot(torch.from_numpy(made.codes[rows])), windows.background.tolist(),
        seed=seed,
    )  # fmt: skip
    return Problem(grammar, gc, seed, found, case, made, rows)


def informative(made: SimulatedGrammar) -> NDArray[np.int64]:
    """Return the positives; where a motif represses, the sequences in which it does so."""
    chosen = made.labels == 1
    if made.grammar.second == -1:
        chosen = np.stack([sites.start >= 0 for sites in made.sites], 1).all(axis=1)
        assert BOTH in made.grammar.negative
    return np.flatnonzero(chosen)


def compete(problem: Problem, names: Sequence[str]) -> Iterator[Entry]:
    """Yield what comes of each method, of the table or of the user's, or baseline."""
    for name in names:
        contender = contestant(name, problem)
        try:
            scores = contender.explain(problem.case).scores
            cost = 0.0 if name in BASELINES else price(contender, problem.case)
        except MotiflensError as error:
            print(f"{name} left out: {error}", file=sys.stderr)
            continue
        figures = measured(scores, problem.made, problem.rows)
        yield Entry(
            problem.grammar, problem.gc, problem.seed, problem.test_auroc, name, cost, figures
        )


def contestant(name: str, problem: Problem) -> Contender:
    """Return a method, a function of the user's, or a baseline."""
    if name == "the middle":
        return Middle()
    if name == "random":
        effects = MethodContender("mutagenesis", {}).explain(problem.case)
        return RandomScores(effects, problem.seed)
    return Own(named(name)) if ":" in name else MethodContender(name, {})


def price(contender: Contender, case: Case) -> float | None:
    """Return the cost in forward passes, None where it can't be counted."""
    try:
        return passes(contender, case)
    except RuntimeError as error:
        # PyTorch's counter does not follow `torch.autograd.grad` to a tensor that a user made.
        print(f"cost not counted: {error}", file=sys.stderr)
        return None


def measured(
    scores: NDArray[np.float64], made: SimulatedGrammar, rows: NDArray[np.int64]
) -> dict[str, NDArray[np.float64]]:
    """Return the figures of scores (n, L), (n,) each; bases are ranked by the size of theirs."""
    truth = made.truth[rows]
    bases = np.abs(truth) > INFORMATION
    sizes = np.abs(scores)
    says = (1, made.grammar.second)
    centres = [
        np.where((sites.start >= 0) & (sign != 0), sites.start + (sites.width - 1) / 2, np.nan)
        for sites, sign in zip(made.sites, says, strict=True)
    ]
    right = np.where(np.sign(scores) == np.sign(truth), np.abs(truth), 0)
    return {
        "AUPR": average_precision(sizes, bases),
        "AUROC": auroc(sizes, bases),
        "SNR": snr_topk(sizes, bases),
        "within 5 bp": within(distance_to_centre(sizes, np.stack(centres, axis=1)[rows])),
        "sign": right.sum(axis=1) / np.abs(truth).sum(axis=1),
    }


if __name__ == "__main__":
    main()
