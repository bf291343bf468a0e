"""ChromBPNet's and bpnet's models, which are Keras models with two heads for each task."""

from __future__ import annotations

import os
from dataclasses import replace

from motiflens.errors import ModelError
from motiflens.models.importers.imported import Imported
from motiflens.models.importers.keras import read_keras

_WITH_BIAS = "model_wo_bias"


def read_chrombpnet(
    path: str | os.PathLike[str],
    weights: str | os.PathLike[str] | None = None,
    *,
    input_length: int | None = None,
) -> Imported:
    """Read ``chrombpnet_nobias.h5``, ``bias_model_scaled.h5`` or ``chrombpnet.h5``.

    Pampari et al. 2024, bioRxiv 2024.12.25.630221. Parameters and errors are those of `read_keras`.
    """
    imported = _profiles(read_keras(path, weights, input_length=input_length), path)
    nodes = imported.graph.nodes if imported.graph else ()
    if any(node.name.startswith(_WITH_BIAS) for node in nodes):
        note = (
            "the model predicts reads with the enzyme's bias; chrombpnet_nobias.h5 holds the part "
            "that reads regulatory sequence"
        )
        return replace(imported, notes=(*imported.notes, note))
    return imported


def read_bpnet(
    path: str | os.PathLike[str],
    weights: str | os.PathLike[str] | None = None,
    *,
    input_length: int | None = None,
) -> Imported:
    """Read the Keras model of a bpnet: a profile and counts for each task, as in ``Oct4/profile``.

    Avsec et al. 2021, Nat Genet 53:354. Its inputs of bias are zero, as they are where bpnet
    itself interprets a model. Parameters and errors are those of `read_keras`.
    """
    return _profiles(read_keras(path, weights, input_length=input_length), path)


def _profiles(imported: Imported, path: str | os.PathLike[str]) -> Imported:
    if imported.readout == "profiles":
        return imported
    raise ModelError(
        f"the model has {imported.n_tasks} output(s) in one vector, and no heads named profile "
        "and counts",
        where=str(path),
        fix="import it as `keras`",
    )
