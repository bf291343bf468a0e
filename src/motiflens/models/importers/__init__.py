"""The table of formats that models are imported from: the one place where a format is declared.

The command line, the configuration schema, the documentation and the tests read these rows.
Nothing here imports torch; ``reader`` names the function, which is loaded when a model is read. A
new format is a file beside these, a row here, and a line in `recognising` that knows it by sight.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Format:
    """One row of the table.

    Attributes
    ----------
    name
        As the command line and the configuration take it.
    title
        As it is spoken of.
    summary
        What such a file holds, and what else has to be said to import it.
    recognised
        What ``auto`` knows it by.
    reader
        ``module:function``: takes `motiflens.config.Import` and returns `Imported`.
    takes
        Which of `weights`, `architecture` and `arguments` have a meaning for it.
    trust
        Why it is read only where ``trust`` is said; empty where reading it runs nothing.
    """

    name: str
    title: str
    summary: str
    recognised: str
    reader: str
    takes: tuple[str, ...] = ()
    trust: str = ""


_PACKAGE = "motiflens.models.importers"
_NAMED = ("architecture", "arguments")

_ROWS = (
    Format(
        name="safetensors",
        title="safetensors",
        summary="Weights alone; say the `architecture`.",
        recognised="the suffix `.safetensors`",
        reader=f"{_PACKAGE}.state_dicts:read_safetensors_file",
        takes=_NAMED,
    ),
    Format(
        name="state-dict",
        title="PyTorch state_dict",
        summary="Weights that `torch.save(model.state_dict())` wrote, also within a checkpoint; "
        "say the `architecture`.",
        recognised="a file of `torch.save` that holds nothing but tensors and plain containers",
        reader=f"{_PACKAGE}.state_dicts:read_state_dict_file",
        takes=_NAMED,
    ),
    Format(
        name="pickle",
        title="Whole PyTorch module",
        summary="A module that `torch.save(model)` wrote. Its classes must be there to import.",
        recognised="a file of `torch.save` that names classes or functions",
        reader=f"{_PACKAGE}.pickled:read_pickle",
        takes=_NAMED,
        trust="a pickle can run any program when it is read",
    ),
    Format(
        name="torch-export",
        title="torch.export program",
        summary="A program of `torch.export.save`, with a dynamic batch dimension. What could run "
        "Python is refused: pickled parts, compiled code, and calls of anything but PyTorch's own "
        "operators; `trust` takes it all the same.",
        recognised="a zip archive with `archive_format`, or the suffix `.pt2`",
        reader=f"{_PACKAGE}.exported:read_exported",
    ),
    Format(
        name="torchscript",
        title="TorchScript",
        summary="A scripted or traced module. `torch.export` refuses it, and with it the methods "
        "that follow a model's operations; others only call it.",
        recognised="a zip archive with `constants.pkl` and `code/`",
        reader=f"{_PACKAGE}.scripted:read_torchscript",
        trust="a TorchScript program can write files when it is run",
    ),
    Format(
        name="keras",
        title="Keras 1, 2 or 3",
        summary="A whole model (`.h5`, `.keras`), or its layers (`.json`) with `weights`. "
        "TensorFlow is not needed.",
        recognised="an HDF5 file with `model_config`, a `.keras` archive, or JSON",
        reader=f"{_PACKAGE}.graph_files:read_keras_file",
        takes=("weights", "arguments"),
    ),
    Format(
        name="onnx",
        title="ONNX",
        summary="A graph of the operators that are known here; its outputs are held against the "
        "reference evaluator of the `onnx` package.",
        recognised="the suffix `.onnx`",
        reader=f"{_PACKAGE}.graph_files:read_onnx_file",
    ),
    Format(
        name="chrombpnet",
        title="ChromBPNet",
        summary="`chrombpnet_nobias.h5`, `bias_model_scaled.h5` or `chrombpnet.h5`.",
        recognised="an HDF5 file with `model_config` that names `logcount_predictions`",
        reader=f"{_PACKAGE}.graph_files:read_chrombpnet_file",
        takes=("weights",),
    ),
    Format(
        name="bpnet",
        title="bpnet",
        summary="A model of the bpnet package in HDF5, with a profile and counts for each task.",
        recognised="an HDF5 file with `model_config` that names `TASK/profile` and `TASK/counts`",
        reader=f"{_PACKAGE}.graph_files:read_bpnet_file",
        takes=("weights",),
    ),
    Format(
        name="bpnet-lite",
        title="bpnet-lite",
        summary="BPNet or ChromBPNet of bpnet-lite, as a state_dict or as the whole model that it "
        "saves; neither runs anything, nor needs bpnet-lite. Filters, layers, tracks and controls "
        "are those of the tensors.",
        recognised="a file of `torch.save` or of safetensors with `iconv`, `rconvs`, `fconv` and "
        "`linear`, and no `architecture` given",
        reader=f"{_PACKAGE}.bpnet_lite:read_bpnet_lite",
    ),
    Format(
        name="deepbind",
        title="DeepBind parameters",
        summary="A text file of the DeepBind repository; say the `input_length` of your sequences. "
        "Longer ones than 1.5 detectors are scanned, and both strands scored, as its program does.",
        recognised="a first line `# deepbind 0.1`",
        reader=f"{_PACKAGE}.deepbind:read_deepbind",
        takes=("arguments",),
    ),
    Format(
        name="kipoi",
        title="Kipoi model",
        summary="A folder with `model.yaml` of type keras or pytorch, and its files beside it. "
        "Python in it is run only with `trust`; a PyTorch model without needs an `architecture`.",
        recognised="a folder with `model.yaml`, or that file",
        reader=f"{_PACKAGE}.kipoi:read_kipoi",
        takes=_NAMED,
    ),
)

FORMATS: dict[str, Format] = {row.name: row for row in _ROWS}
