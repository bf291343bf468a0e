"""Where a model comes from: it is trained here, or was trained elsewhere."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import ConfigDict, Field, model_validator

from motiflens.config.importing import Import
from motiflens.config.section import Name, Section


class Train(Section):
    """How a network is trained."""

    dataset: Name = Field(description="the data set that it is trained on")
    tasks: list[Name] | None = Field(
        None,
        min_length=1,
        description="the tasks that it learns; all of the data set's if not given",
    )
    each: bool = Field(
        False,
        description="one model for each of the tasks, named MODEL.TASK, in place of one of all",
    )
    windows: Literal["all", "negatives", "positives"] = Field(
        "all", description="which windows are trained on; a bias model learns from the negatives"
    )
    architecture: str = Field(
        "small-cnn",
        description="a row of the table of architectures, or `module:Class` of your own",
    )
    arguments: dict[str, Any] = Field(
        default_factory=dict, description="options of the architecture, by name"
    )
    trust: bool = Field(
        False, description="your word that the code of `module:Class` may be imported and run"
    )
    bias: Name | None = Field(
        None, description="chrombpnet: the model, trained on negatives, whose bias it takes"
    )
    epochs: int = Field(25, ge=1, description="epochs at most")
    patience: int = Field(
        8, ge=1, description="epochs without a better validation loss before training stops"
    )
    batch_size: int = Field(64, ge=1, description="windows in a training step")
    learning_rate: float | None = Field(
        None, gt=0, description="of AdamW at its highest; the architecture's own if not given"
    )
    schedule: Literal["one-cycle", "plateau"] = Field(
        "one-cycle",
        description="how the learning rate changes: it rises and falls again; or it is halved "
        "whenever two epochs in a row brought no better validation loss",
    )
    counts_weight: float | None = Field(
        None,
        ge=0,
        description="profiles: weight of the counts' loss beside the profile's; a tenth of the "
        "median reads of a window if not given",
    )
    precision: Literal["32", "bf16", "16"] = Field(
        "32", description="bits of the numbers that a network is trained with; 16 takes a GPU"
    )
    weight_decay: float = Field(0.2, ge=0, description="of AdamW")
    anchor: bool = Field(
        True,
        description="teach the network that at the reference, and on the way to it, there is "
        "nothing: none of the classes, or what is measured in the negatives",
    )
    reverse_complement: bool = Field(
        True, description="show windows of both strands while training"
    )
    shift: bool = Field(True, description="draw a new offset for a window in each epoch")
    seed: int = Field(1, ge=0, description="seed of the weights and of the order of the data")


class Model(Section):
    """A model: trained here, or imported."""

    model_config = ConfigDict(
        json_schema_extra={"oneOf": [{"required": ["train"]}, {"required": ["import"]}]}
    )

    train: Train | None = None
    import_: Import | None = Field(None, alias="import")

    @model_validator(mode="after")
    def _one_origin(self) -> Model:
        if (self.train is None) == (self.import_ is None):
            raise ValueError("give either `train` or `import`")
        return self
