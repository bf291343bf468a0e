"""Where a model comes from: it is trained here, or was trained elsewhere."""

from __future__ import annotations

from pydantic import ConfigDict, Field, model_validator

from motiflens.config.section import Name, Section


class Train(Section):
    """How a network is trained."""

    dataset: Name = Field(description="the data set that it is trained on")
    architecture: str = Field("small-cnn", description="a row of the table of architectures")
    epochs: int = Field(25, ge=1, description="epochs at most")
    patience: int = Field(
        8, ge=1, description="epochs without a better validation loss before training stops"
    )
    batch_size: int = Field(64, ge=1, description="windows in a training step")
    learning_rate: float = Field(
        0.02, gt=0, description="of AdamW at its highest; it rises to that and falls again"
    )
    weight_decay: float = Field(0.2, ge=0, description="of AdamW")
    anchor: bool = Field(
        True,
        description="teach the network that the reference, and what lies on the way to it, is "
        "none of the classes",
    )
    reverse_complement: bool = Field(
        True, description="show windows of both strands while training"
    )
    shift: bool = Field(True, description="draw a new offset for a window in each epoch")
    seed: int = Field(1, ge=0, description="seed of the weights and of the order of the data")


class Import(Section):
    """Weights that were trained elsewhere."""

    weights: str = Field(description="weights as safetensors, or a state_dict saved by torch")
    architecture: str = Field("small-cnn", description="a row of the table of architectures")
    tasks: list[Name] = Field(min_length=1, description="what each output stands for")
    input_length: int = Field(ge=20, description="length of the windows that the model takes")


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
