"""What Keras 1 and aliases call things, in the words of Keras 2."""

from __future__ import annotations

from typing import Any

_CLASSES = {
    "Convolution1D": "Conv1D",
    "AtrousConvolution1D": "Conv1D",
    "Convolution2D": "Conv2D",
    "AtrousConvolution2D": "Conv2D",
    "Convolution1DTranspose": "Conv1DTranspose",
    "Convolution2DTranspose": "Conv2DTranspose",
    "SeparableConvolution1D": "SeparableConv1D",
    "TimeDistributedDense": "Dense",
    "MaxPool1D": "MaxPooling1D",
    "MaxPool2D": "MaxPooling2D",
    "AvgPool1D": "AveragePooling1D",
    "AvgPool2D": "AveragePooling2D",
    "GlobalMaxPool1D": "GlobalMaxPooling1D",
    "GlobalMaxPool2D": "GlobalMaxPooling2D",
    "GlobalAvgPool1D": "GlobalAveragePooling1D",
    "GlobalAvgPool2D": "GlobalAveragePooling2D",
    "BatchNormalizationV1": "BatchNormalization",
    "BatchNormalizationV2": "BatchNormalization",
    "LSTMV2": "LSTM",
    "GRUV2": "GRU",
}
_MERGES = {
    "sum": "Add",
    "mul": "Multiply",
    "ave": "Average",
    "max": "Maximum",
    "concat": "Concatenate",
}
_OPTIONS = {
    "nb_filter": "filters",
    "filter_length": "kernel_size",
    "border_mode": "padding",
    "subsample_length": "strides",
    "subsample": "strides",
    "atrous_rate": "dilation_rate",
    "dim_ordering": "data_format",
    "output_dim": "units",
    "pool_length": "pool_size",
    "stride": "strides",
    "bias": "use_bias",
    "inner_activation": "recurrent_activation",
    "concat_axis": "axis",
    "length": "size",
}
_FORMATS = {"th": "channels_first", "tf": "channels_last"}


def in_words_of_keras_2(kind: str, options: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """Return the class and the options of a layer under their names in Keras 2."""
    renamed = {_OPTIONS.get(key, key): value for key, value in options.items()}
    if "nb_row" in options:
        renamed["kernel_size"] = [options["nb_row"], options["nb_col"]]
    if renamed.get("data_format") in _FORMATS:
        renamed["data_format"] = _FORMATS[renamed["data_format"]]
    if kind == "Merge":
        kind = _MERGES.get(str(options.get("mode")), kind)
    return _CLASSES.get(kind, kind), renamed
