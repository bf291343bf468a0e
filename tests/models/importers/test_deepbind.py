"""DeepBind's text files, against what its program computes, letter by letter."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
import torch

import motiflens
from models.importers.files import options
from motiflens.errors import ConfigError, ModelError
from motiflens.models.importers.deepbind import read_deepbind
from motiflens.models.importing import import_model
from motiflens.models.loading import load_model
from motiflens.sequences.onehot import encode, one_hot

D, M = 3, 6
COMPLEMENT = str.maketrans("ACGTN", "TGCAN")


def _numbers(n: int, rng: np.random.Generator) -> list[float]:
    return [round(float(value), 6) for value in rng.normal(size=n)]


def _write(path: Path, *, both: bool, mean: bool, hidden: int) -> dict[str, list[float]]:
    """Write a parameter file as the repository has them; return its lists."""
    rng = np.random.default_rng(5)
    pooled, outputs = D * (1 + mean), max(1, hidden)
    lists = {
        "detectors": _numbers(4 * D * M, rng),
        "thresholds": _numbers(D, rng),
        "weights1": _numbers(pooled * outputs, rng),
        "biases1": _numbers(outputs, rng),
        "weights2": _numbers(hidden, rng),
        "biases2": _numbers(1 if hidden else 0, rng),
    }
    sizes = {
        "reverse_complement": int(both),
        "num_detectors": D,
        "detector_len": M,
        "has_avg_pooling": int(mean),
        "num_hidden": hidden,
    }
    lines = [f"{name} = {value}" for name, value in sizes.items()]
    lines += [f"{name} = {','.join(map(str, values))}" for name, values in lists.items()]
    path.write_text("# deepbind 0.1\n" + "\n".join(lines) + "\n")
    return lists


def _score(sequence: str, lists: dict[str, list[float]], *, mean: bool, hidden: int) -> float:
    """Return the score of a sequence at once: loops over places, letters and units."""
    pooled = []
    for detector in range(D):
        found = []
        for start in range(-(M - 1), len(sequence)):
            total = lists["thresholds"][detector]
            for offset in range(M):
                place = start + offset
                for base, letter in enumerate("ACGT"):
                    weight = lists["detectors"][detector + D * (base + 4 * offset)]
                    if not 0 <= place < len(sequence) or sequence[place] == "N":
                        total += weight / 4
                    elif sequence[place] == letter:
                        total += weight
            found.append(max(0.0, total))
        pooled += [max(found), sum(found) / len(found)] if mean else [max(found)]
    outputs = max(1, hidden)
    units = [
        lists["biases1"][unit]
        + sum(lists["weights1"][i * outputs + unit] * value for i, value in enumerate(pooled))
        for unit in range(outputs)
    ]
    if not hidden:
        return units[0]
    weighted = (w * max(0.0, unit) for w, unit in zip(lists["weights2"], units, strict=True))
    return lists["biases2"][0] + math.fsum(weighted)


def _program(sequence: str, lists: dict[str, list[float]], *, both: bool, **sizes: object) -> float:
    """Return what the program prints: the largest score of all windows, and of both strands."""
    window = int(1.5 * M)
    strands = [sequence, sequence.translate(COMPLEMENT)[::-1]][: 1 + both]
    return max(
        _score(strand[start : start + window], lists, **sizes)
        for strand in strands
        for start in range(max(1, len(strand) - window + 1))
    )


@pytest.mark.parametrize("both", [False, True])
@pytest.mark.parametrize("mean", [False, True])
@pytest.mark.parametrize("hidden", [0, 4])
@pytest.mark.parametrize("length", [5, 9, 14])
def test_scores_are_the_programs(
    length: int, hidden: int, mean: bool, both: bool, tmp_path: Path
) -> None:
    sizes = {"mean": mean, "hidden": hidden}
    lists = _write(tmp_path / "D1.txt", both=both, **sizes)
    own = options(tmp_path / "D1.txt", tasks=["TF"], input_length=length)
    card = import_model(own, tmp_path / "model")
    assert (card.source.format, card.architecture) == ("deepbind", "deepbind")
    assert card.reads.strands == ("max" if both else "one")
    rng = np.random.default_rng(1)
    sequences = ["".join(rng.choice(list("ACGTN"), length)) for _ in range(4)]
    x = torch.from_numpy(one_hot(np.stack([encode(sequence) for sequence in sequences])))
    network, _ = load_model(tmp_path / "model")
    with torch.no_grad():
        found = network(x)[:, 0].numpy()
    expected = [_program(sequence, lists, both=both, **sizes) for sequence in sequences]
    np.testing.assert_allclose(found, expected, rtol=1e-5, atol=1e-5)


def test_a_scanned_network_of_both_strands_is_explained(tmp_path: Path) -> None:
    _write(tmp_path / "D1.txt", both=True, mean=True, hidden=4)
    import_model(options(tmp_path / "D1.txt", tasks=["TF"], input_length=20), tmp_path / "model")
    network, _ = load_model(tmp_path / "model")
    rng = np.random.default_rng(1)
    x = torch.from_numpy(one_hot(rng.integers(0, 4, (4, 20)).astype(np.uint8)))
    found = motiflens.explain(network.double(), x.double(), reference=[0.25] * 4)
    assert found.completeness_error.max() <= 1e-10
    assert found.scores.abs().sum() > 0


def test_a_sequence_is_scored_at_once_where_that_is_said(tmp_path: Path) -> None:
    lists = _write(tmp_path / "D1.txt", both=False, mean=True, hidden=0)
    own = options(tmp_path / "D1.txt", tasks=["TF"], input_length=14, arguments={"scan": 0})
    network = read_deepbind(own).network
    sequence = "ACGTTGCAACGGTA"
    x = torch.from_numpy(one_hot(encode(sequence)[None]))
    with torch.no_grad():
        found = float(network(x))
    assert found == pytest.approx(_score(sequence, lists, mean=True, hidden=0), rel=1e-5)


def _edited(path: Path, name: str, value: str | None) -> None:
    lines = [line for line in path.read_text().splitlines() if not line.startswith(f"{name} =")]
    path.write_text("\n".join([*lines, *([] if value is None else [f"{name} = {value}"])]) + "\n")


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("thresholds", "1,2", r"`thresholds` has 2 numbers, where 3 were expected of 3 detectors"),
        ("weights1", "1", "`weights1` has 1 numbers, where 24 were expected"),
        ("biases2", None, "`biases2` is missing"),
        ("detectors", "1,x", "`detectors` holds something that is no number"),
        ("num_hidden", "many", "`num_hidden` is 'many', where a number was expected"),
        ("detector_len", None, "`detector_len` is missing, where a number"),
    ],
)
def test_a_file_that_is_cut_short_is_named_by_its_line(
    name: str, value: str | None, said: str, tmp_path: Path
) -> None:
    path = tmp_path / "D1.txt"
    _write(path, both=True, mean=True, hidden=4)
    _edited(path, name, value)
    with pytest.raises(ModelError, match=said) as error:
        read_deepbind(options(path, tasks=["TF"], input_length=20))
    assert error.value.where == str(path)


def test_what_is_no_parameter_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "D1.txt").write_text("# deepbind 2\n")
    with pytest.raises(ModelError, match=r"does not begin with '# deepbind 0\.1'"):
        read_deepbind(options(tmp_path / "D1.txt", tasks=["TF"], input_length=20))
    with pytest.raises(ConfigError, match="sequences of any length"):
        read_deepbind(options(tmp_path / "D1.txt", tasks=["TF"]))
