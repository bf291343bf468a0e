"""Make the model of this folder as Keras 2.2 writes it; run it here: ``python make.py``.

Its detectors are made by hand: TTACCCG, the motif of Reb1, on either strand. Keras is not needed to
write its files, as it is not needed to read them.
"""

import json
from pathlib import Path

import h5py
import numpy as np

MOTIF, LENGTH = "TTACCCG", 60
REVERSE = MOTIF[::-1].translate(str.maketrans("ACGT", "TGCA"))


def detector(motif):
    """Return weights (width, 4) that are 1 for each base of the motif and -1 for others."""
    return [[1.0 if base == letter else -1.0 for base in "ACGT"] for letter in motif]


LAYERS = [
    {
        "class_name": "Conv1D",
        "config": {
            "name": "conv1d_1",
            "batch_input_shape": [None, LENGTH, 4],
            "filters": 2,
            "kernel_size": [len(MOTIF)],
            "padding": "same",
            "activation": "relu",
        },
    },
    {"class_name": "GlobalMaxPooling1D", "config": {"name": "global_max_pooling1d_1"}},
    {
        "class_name": "Dense",
        "config": {"name": "dense_1", "units": 1, "activation": "sigmoid"},
    },
]
TENSORS = {
    "conv1d_1": {
        "kernel": np.moveaxis(np.array([detector(MOTIF), detector(REVERSE)]), 0, -1),
        "bias": np.array([-3.0, -3.0]),
    },
    "global_max_pooling1d_1": {},
    "dense_1": {"kernel": np.array([[2.0], [2.0]]), "bias": np.array([-5.0])},
}

model = {
    "class_name": "Sequential",
    "config": {"name": "sequential_1", "layers": LAYERS},
    "keras_version": "2.2.4",
    "backend": "tensorflow",
}
Path("model.json").write_text(json.dumps(model, indent=1) + "\n")
with h5py.File("weights.h5", "w") as file:
    file.attrs["layer_names"] = [name.encode() for name in TENSORS]
    file.attrs["keras_version"], file.attrs["backend"] = b"2.2.4", b"tensorflow"
    for layer, tensors in TENSORS.items():
        names = [f"{layer}/{role}:0" for role in tensors]
        group = file.create_group(layer)
        group.attrs["weight_names"] = [name.encode() for name in names]
        for name, value in zip(names, tensors.values(), strict=True):
            group.create_dataset(name, data=value.astype(np.float32), track_times=False)
