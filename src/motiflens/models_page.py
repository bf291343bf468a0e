"""``docs/models.md``, made from the tables of architectures and readouts."""

from __future__ import annotations

from motiflens.models.architectures import ARCHITECTURES, Architecture
from motiflens.models.metrics.table import METRICS
from motiflens.readouts import READOUTS, Readout

_HEAD = """\
<!-- Made by `make docs` from src/motiflens/models/architectures and readouts.py. -->

# Models that are trained here

[training.md](training.md) tells how they are trained, [importing.md](importing.md) how a model of
somebody else's is taken in, and [../config/README.md](../config/README.md) lists every option.

An architecture is chosen by `architecture`, and its own options by `arguments`:

```yaml
models:
  atac:
    train:
      dataset: atac
      architecture: bpnet
      arguments: {filters: 64, layers: 8}
```
"""


def models_page() -> str:
    """Return the page as Markdown."""
    parts = [_HEAD, "## Readouts\n", "What a network says of a window follows from the data set.\n"]
    parts += [_readout(row) for row in READOUTS.values()]
    parts += ["\n## Architectures\n", *map(_architecture, ARCHITECTURES.values())]
    return "\n".join(parts)


def _readout(row: Readout) -> str:
    metrics = ", ".join(one.title for one in METRICS.values() if row.name in one.readouts)
    return (
        f"- **`{row.name}`**: {row.summary} Output: {row.output}. Loss: {row.loss}. At the "
        f"reference: {row.anchor}. Targets: {', '.join(f'`{name}`' for name in row.targets)}. "
        f"Metrics: {metrics}."
    )


def _architecture(row: Architecture) -> str:
    options = "".join(
        f"| `{name}` | `{field.default}` | {field.description} |\n"
        for name, field in row.arguments.model_fields.items()
    )
    if options:
        options = f"\n| option | default | meaning |\n| --- | --- | --- |\n{options}"
    return (
        f"### `{row.name}`: {row.title}\n\n{row.summary} Source: {row.citation}. Readouts: "
        f"{', '.join(row.readouts)}. Windows of {row.min_length} bp or more. Learning rate: "
        f"{row.learning_rate:g}.\n{options}"
    )
