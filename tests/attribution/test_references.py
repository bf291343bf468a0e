"""References by name, by number and by tensor."""

from __future__ import annotations

import pytest
import torch

from attribution.networks import one_hot
from motiflens.attribution.methods import METHODS
from motiflens.attribution.references import REFERENCES, fill_unknown, resolve_reference
from motiflens.errors import InputError


def test_background_counts_bases_on_one_strand_or_both() -> None:
    x = torch.tensor([[0, 0, 0, 1, 2, 3]])
    sequences = torch.eye(4)[x].transpose(1, 2)
    sequences[0, :, 5] = 0  # N is no base
    single = resolve_reference("background-single-strand", sequences)[0, :, 0]
    torch.testing.assert_close(single, torch.tensor([0.6, 0.2, 0.2, 0.0]))
    both = resolve_reference("background", sequences)[0, :, 0]
    torch.testing.assert_close(both, torch.tensor([0.3, 0.2, 0.2, 0.3]))


@pytest.mark.parametrize("name", REFERENCES)
def test_a_named_reference_is_shared_by_all_sequences(name: str) -> None:
    x = one_hot(5, 12)
    reference = resolve_reference(name, x)
    assert reference.shape == (1, 4, 12)
    assert reference.dtype == x.dtype
    assert reference.sum(1).unique().tolist() == pytest.approx([0.0 if name == "zeros" else 1.0])


def test_frequencies_are_scaled_to_sum_to_one_exactly() -> None:
    reference = resolve_reference([0.3, 0.2, 0.2, 0.3], one_hot(1, 3))
    torch.testing.assert_close(reference.sum(1), torch.ones(1, 3).double(), rtol=0, atol=1e-15)


def test_sequences_of_n_alone_have_no_background() -> None:
    with pytest.raises(InputError, match="no base"):
        resolve_reference("background", torch.zeros(2, 4, 5))


def test_unknown_bases_become_the_reference() -> None:
    x = one_hot(2, 6)
    x[1, :, 2] = 0
    reference = resolve_reference([0.3, 0.2, 0.2, 0.3], x)
    filled = fill_unknown(x, reference)
    assert torch.equal(filled[0], x[0])
    assert torch.equal(filled[1, :, 2], reference[0, :, 2])


def test_every_method_names_a_reference_that_exists() -> None:
    assert {row.reference for row in METHODS.values()} <= set(REFERENCES)
