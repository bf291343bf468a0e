"""References by name, by number and by tensor."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import Tensor

from attribution.networks import one_hot
from motiflens.attribution.methods import METHODS
from motiflens.attribution.references import (
    REFERENCES,
    resolve_references,
)
from motiflens.errors import ConfigError, InputError, ReferenceWarning
from motiflens.sequences.onehot import encode
from motiflens.sequences.shuffling import shuffle_references

SINGLE = [name for name, row in REFERENCES.items() if not row.several]
SHUFFLES = {"dinucleotide-shuffles": "dinucleotide", "mononucleotide-shuffles": "mononucleotide"}
POOL = one_hot(200, 40, seed=9)


def dna(*sequences: str) -> Tensor:
    codes = torch.tensor(np.stack([encode(sequence) for sequence in sequences]).astype(np.int64))
    return torch.eye(5, 4, dtype=torch.float64)[codes].transpose(1, 2).contiguous()


def with_gc(*counts: int) -> Tensor:
    """Sequences of 40 bases, so many of them G or C."""
    return dna(*(("GC" * 20)[:count] + ("AT" * 20)[: 40 - count] for count in counts))


def made(reference: object, x: Tensor, **options: object) -> Tensor:
    """The references of every sequence, (N, K, 4, L)."""
    found = resolve_references(reference, x, **options)  # type: ignore[arg-type]
    return found.make(found.group)


def test_every_row_has_the_name_that_it_goes_by() -> None:
    assert all(name == row.name for name, row in REFERENCES.items())
    assert all(row.summary.endswith(".") for row in REFERENCES.values())


def test_every_method_names_a_reference_that_exists() -> None:
    assert {row.reference for row in METHODS.values()} <= set(REFERENCES)


@pytest.mark.parametrize("name", REFERENCES)
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_a_row_says_what_is_made(name: str, dtype: torch.dtype) -> None:
    x, row = one_hot(6, 40, dtype=dtype), REFERENCES[name]
    found = resolve_references(name, x, count=3, pool=POOL)
    references = found.make(found.group)
    assert found.name == name
    assert found.count == (3 if row.several else 1)
    assert references.shape == (6, found.count, 4, 40)
    assert references.dtype == dtype
    assert found.group.dtype == torch.int64
    assert found.group.unique().tolist() == list(range(found.groups))
    is_dna = bool(((references == 0) | (references == 1)).all() and (references.sum(2) == 1).all())
    assert is_dna == row.dna
    sums = references.sum(2).unique().tolist()
    assert sums == pytest.approx([0.0 if name == "zeros" else 1.0])


@pytest.mark.parametrize("name", REFERENCES)
def test_a_group_alone_gets_what_it_gets_among_others(name: str) -> None:
    found = resolve_references(name, one_hot(6, 40), count=3, pool=POOL)
    whole = found.make(torch.arange(found.groups))
    for group in reversed(range(found.groups)):
        assert torch.equal(found.make(torch.tensor([group]))[0], whole[group])


@pytest.mark.parametrize("name", ["gc", *SHUFFLES, "gc-matched"])
def test_what_a_sequence_gets_does_not_depend_on_the_others(name: str) -> None:
    x = one_hot(8, 40)
    together = made(name, x, count=3, seed=4, pool=POOL)
    order = torch.tensor([5, 0, 7, 2])
    assert torch.equal(made(name, x[order], count=3, seed=4, pool=POOL), together[order])
    assert torch.equal(made(name, x[6:7], count=3, seed=4, pool=POOL), together[6:7])


@pytest.mark.parametrize("name", [*SHUFFLES, "gc-matched"])
def test_another_seed_gives_others(name: str) -> None:
    x = one_hot(4, 40)
    first, again, other = (made(name, x, count=3, seed=seed, pool=POOL) for seed in (1, 1, 2))
    assert torch.equal(first, again)
    assert not torch.equal(first, other)


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a GPU")
@pytest.mark.parametrize("name", REFERENCES)
def test_another_device_gives_the_same(name: str) -> None:
    x = one_hot(6, 40)
    here, there = (
        made(name, x.to(place), count=3, pool=POOL.to(place)) for place in ("cpu", "cuda")
    )
    assert there.is_cuda
    assert torch.equal(here, there.cpu())


def test_background_counts_bases_on_one_strand_or_both() -> None:
    x = dna("AAACGT")
    x[0, :, 5] = 0  # N is no base
    wanted = torch.tensor([0.6, 0.2, 0.2, 0.0], dtype=torch.float64)
    torch.testing.assert_close(made("background-single-strand", x)[0, 0, :, 0], wanted)
    wanted = torch.tensor([0.3, 0.2, 0.2, 0.3], dtype=torch.float64)
    torch.testing.assert_close(made("background", x)[0, 0, :, 0], wanted)


@pytest.mark.parametrize(
    ("name", "wanted"),
    [("background", [0.35, 0.15, 0.15, 0.35]), ("background-single-strand", [0.4, 0.2, 0.1, 0.3])],
)
def test_the_frequencies_of_the_data_set_go_before_those_of_the_sequences(
    name: str, wanted: list[float]
) -> None:
    found = made(name, one_hot(3, 8), frequencies=[0.4, 0.2, 0.1, 0.3])
    assert found[0, 0, :, 0].tolist() == pytest.approx(wanted)


def test_gc_is_that_of_each_sequence() -> None:
    found = made("gc", dna("GGCA", "ANNG", "AAAT", "NNNN"))
    columns = [[0.125, 0.375, 0.375, 0.125], [0.25] * 4, [0.5, 0, 0, 0.5], [0.25] * 4]
    assert found[:, 0, :, 2].tolist() == columns
    assert torch.equal(found, found[..., :1].expand_as(found))


@pytest.mark.parametrize(("name", "kind"), SHUFFLES.items())
def test_shuffles_are_those_of_the_sequence_and_keep_its_n(name: str, kind: str) -> None:
    sequences = ["ACGTTGCATGCC", "GATNTACACAGA"]
    found = made(name, dna(*sequences), count=4, seed=3)
    codes = np.stack([encode(sequence) for sequence in sequences])
    shuffled = shuffle_references(codes, 4, 3, kind)  # type: ignore[arg-type]
    wanted = torch.eye(5, 4, dtype=torch.float64)[torch.from_numpy(shuffled).long()].mT
    assert torch.equal(found, wanted)
    assert bool((found[1, ..., 3] == 0).all())


def test_sequences_with_one_shuffle_are_warned_of() -> None:
    x = dna("ACTGACTG", "ACGATACC", "AAAAAAAA", "NNNNNNNN")
    with pytest.warns(ReferenceWarning, match=r"3 of 4 sequences .*nothing: number 0, 2, 3,"):
        found = resolve_references("dinucleotide-shuffles", x)
    assert torch.equal(found.make(torch.tensor([0]))[0], x[:1].expand(20, 4, 8))
    with pytest.warns(ReferenceWarning, match="2 of 4 sequences .* 2, 3, counted from 0"):
        resolve_references("mononucleotide-shuffles", x)


def test_of_many_sequences_with_one_shuffle_the_first_are_named() -> None:
    with pytest.warns(ReferenceWarning, match=r"number 0, 1, 2, 3, 4, \.\.\., counted from 0"):
        resolve_references("dinucleotide-shuffles", dna(*["ACTGACTG"] * 7))


@pytest.mark.parametrize("name", [*SHUFFLES, "gc-matched"])
@pytest.mark.parametrize(
    "column", [[0.3, 0.2, 0.2, 0.3], [1, 1, 0, 0], [2, 0, 0, 0], [-1, 1, 1, 0]]
)
def test_what_is_not_one_hot_is_named(name: str, column: list[float]) -> None:
    x = one_hot(5, 40)
    x[3, :, 7] = torch.tensor(column, dtype=x.dtype)
    with pytest.raises(InputError, match="one-hot") as caught:
        resolve_references(name, x, count=3, pool=POOL)
    assert str(caught.value.where).startswith("sequence 3, position 7")


def test_gc_matched_references_are_of_the_sequences_bin() -> None:
    pool = with_gc(*(count for count in range(41) for _ in range(5)))
    x = with_gc(3, 20, 21, 22, 40)  # bins centred at 0.1, 0.5, 0.55, 0.55, 1
    found = resolve_references("gc-matched", x, count=5, pool=pool)
    assert found.group.tolist() == [0, 1, 2, 2, 3]
    assert found.shared
    content = found.make(torch.arange(4))[:, :, 1:3].sum((2, 3)) / 40
    wanted = torch.tensor([0.1, 0.5, 0.55, 1.0], dtype=torch.float64)[:, None]
    assert float((content - wanted).abs().max()) <= 0.025 + 1e-12


@pytest.mark.filterwarnings("ignore::motiflens.errors.ReferenceWarning")
def test_references_of_a_bin_are_different_sequences_of_the_pool() -> None:
    pool = one_hot(30, 40, seed=3)
    drawn = made("gc-matched", with_gc(20), count=30, pool=pool)[0]
    assert {tuple(row.flatten().tolist()) for row in drawn} == {
        tuple(row.flatten().tolist()) for row in pool
    }


def test_nearest_bins_are_joined_where_one_holds_too_few() -> None:
    pool = with_gc(*[10] * 3, *[16] * 3, *[24] * 3, *[32] * 9)  # at 0.25, 0.4, 0.6, 0.8
    x = with_gc(20)
    with pytest.warns(ReferenceWarning, match=r"1 of 1 sequences.*by up to 0\.10"):
        content = made("gc-matched", x, count=6, pool=pool)[0][:, 1:3].sum((1, 2)) / 40
    assert sorted(content.tolist()) == pytest.approx([0.4] * 3 + [0.6] * 3)
    with pytest.warns(ReferenceWarning, match=r"by up to 0\.25"):
        content = made("gc-matched", x, count=9, pool=pool)[0][:, 1:3].sum((1, 2)) / 40
    assert sorted(content.tolist()) == pytest.approx([0.25] * 3 + [0.4] * 3 + [0.6] * 3)


def test_a_bin_beside_is_near_enough_to_say_nothing() -> None:
    made("gc-matched", with_gc(20), count=4, pool=with_gc(18, 18, 22, 22))


@pytest.mark.filterwarnings("ignore::motiflens.errors.ReferenceWarning")
def test_sequences_of_the_pool_with_n_are_not_drawn() -> None:
    pool = one_hot(6, 40)
    pool[2, :, 5] = 0
    assert bool((made("gc-matched", with_gc(20), count=5, pool=pool).sum(2) == 1).all())
    with pytest.raises(InputError, match="holds 5 sequences without N, and 6"):
        resolve_references("gc-matched", with_gc(20), count=6, pool=pool)


def test_without_a_pool_that_fits_it_says_what_to_do() -> None:
    x = one_hot(2, 40)
    with pytest.raises(ConfigError, match="needs a pool") as caught:
        resolve_references("gc-matched", x)
    assert "dinucleotide-shuffles" in str(caught.value.fix)
    with pytest.raises(InputError, match=r"\(200, 4, 40\), the sequences \(2, 4, 30\)"):
        resolve_references("gc-matched", x[..., :30], pool=POOL)
    with pytest.raises(InputError, match="one-hot") as caught:
        resolve_references("gc-matched", x, count=2, pool=POOL / 2)
    assert str(caught.value.where).startswith("sequence of the pool 0, position 0")


@pytest.mark.parametrize(
    ("shape", "count", "groups"),
    [
        ((4,), 1, 1),
        ((4, 12), 1, 1),
        ((1, 4, 12), 1, 1),
        ((5, 4, 12), 1, 5),
        ((1, 3, 4, 12), 3, 1),
        ((5, 3, 4, 12), 3, 5),
    ],
)
def test_a_tensor_is_for_all_or_one_each_and_one_or_several(
    shape: tuple[int, ...], count: int, groups: int
) -> None:
    x = one_hot(5, 12)
    tensor = torch.randn(shape, generator=torch.Generator().manual_seed(0))
    found = resolve_references(tensor, x)
    assert (found.name, found.count, found.groups) == ("tensor", count, groups)
    assert found.shared == (groups == 1)
    columns = tensor[:, None] if len(shape) == 1 else tensor
    wanted = columns.reshape(groups, count, 4, -1).expand(5, count, 4, 12).double()
    assert torch.equal(found.make(found.group), wanted)


@pytest.mark.parametrize(
    "shape", [(), (3,), (12,), (4, 11), (2, 4, 12), (5, 12, 4), (4, 3, 4, 12), (5, 0, 4, 12)]
)
def test_a_tensor_of_another_shape_is_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(InputError, match="the reference has the shape") as caught:
        resolve_references(torch.zeros(shape), one_hot(5, 12))
    assert str(shape) in caught.value.what


def test_a_tensor_must_be_finite() -> None:
    with pytest.raises(InputError, match="not finite"):
        resolve_references(torch.full((4,), torch.nan), one_hot(2, 3))


def test_frequencies_are_scaled_to_sum_to_one_exactly() -> None:
    found = resolve_references([0.3002, 0.2, 0.2, 0.3], one_hot(2, 3))
    assert (found.name, found.count, found.groups) == ("frequencies", 1, 1)
    sums = found.make(found.group).sum(2)
    torch.testing.assert_close(sums, torch.ones(2, 1, 3).double(), rtol=0, atol=1e-15)


@pytest.mark.parametrize(
    "numbers",
    [[0.3, 0.2, 0.5], [0.3, 0.2, 0.2, 0.2], [1.5, -0.5, 0, 0], [[0.25] * 4], [torch.nan] * 4],
)
def test_numbers_that_are_no_frequencies_are_refused(numbers: list[float]) -> None:
    with pytest.raises(ConfigError, match="not four frequencies"):
        resolve_references(numbers, one_hot(2, 3))
    with pytest.raises(ConfigError, match="not four frequencies"):
        resolve_references("background", one_hot(2, 3), frequencies=numbers)


@pytest.mark.parametrize(
    ("options", "message"), [({"count": 0}, "0 references"), ({"seed": -1}, "seed .* is -1")]
)
def test_impossible_numbers_are_refused(options: dict[str, int], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        resolve_references("dinucleotide-shuffles", one_hot(2, 8), **options)  # type: ignore[arg-type]


def test_a_name_that_is_not_there_is_answered_by_those_that_are() -> None:
    with pytest.raises(ConfigError, match="'shuffles'") as caught:
        resolve_references("shuffles", one_hot(2, 3))
    assert all(name in str(caught.value.fix) for name in REFERENCES)


def test_sequences_of_n_alone_have_no_background() -> None:
    with pytest.raises(InputError, match="no base"):
        resolve_references("background", torch.zeros(2, 4, 5))
