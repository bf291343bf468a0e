"""What a run can be told: one model a step, each field with its default, bounds and meaning.

These classes are the single source of the configuration schema
(``workflow/schemas/config.schema.json``), of ``config/README.md`` and of the defaults of the
command line. A field of a step's class is an option of that step's command by the same name
(``max_offset`` is ``--max-offset``). They hold science only: no threads, memory or output paths.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from motiflens.attribution.methods import METHODS, N_REFERENCES
from motiflens.errors import ConfigError

Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.+-]*$")]


class Section(BaseModel):
    """A mapping in which an unknown key is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Prepare(Section):
    """A data set: from a genome and regions, or from sequences alone."""

    model_config = ConfigDict(
        json_schema_extra={
            "oneOf": [{"required": ["regions"]}, {"required": ["sequences"]}],
            "dependentRequired": {"regions": ["genome"]},
        }
    )

    genome: str | None = Field(
        None, description="genome FASTA: plain, gzip or bgzip; needed with `regions`"
    )
    regions: dict[Name, str] = Field(
        default_factory=dict,
        description="class name to regions: BED3 or more, narrowPeak, or points of 1 bp",
    )
    sequences: dict[Name, str] = Field(
        default_factory=dict,
        description="class name to FASTA of sequences of one length, in place of `regions`",
    )
    blacklist: str | None = Field(None, description="BED of regions from which no window is taken")
    negatives: str = Field(
        "genome",
        description="`genome`: windows of matched GC content away from the regions; `shuffle`: "
        "dinucleotide shuffles of the positives; or a BED (with a genome) or FASTA of your own",
    )
    negatives_ratio: float = Field(
        1.0, gt=0, le=100, description="negatives for each positive window"
    )
    window: int | None = Field(
        None,
        ge=20,
        le=1_000_000,
        description="length of a window in bp; 200 for regions, the sequences' own for FASTA",
    )
    max_offset: int | None = Field(
        None,
        ge=0,
        description="windows lie at a random offset of up to this many bp from the region's "
        "centre; a quarter of the window where not given; 0 for FASTA",
    )
    max_n: float = Field(
        0.05, ge=0, le=1, description="windows with a larger fraction of N are dropped"
    )
    validation: list[str] | float = Field(
        0.1, description="chromosomes held out for validation, or a fraction of the sequences"
    )
    test: list[str] | float = Field(
        0.1, description="chromosomes held out for the test, or a fraction of the sequences"
    )
    seed: int = Field(1, ge=0, description="seed of offsets, negatives and random splits")

    @model_validator(mode="after")
    def _one_source(self) -> Prepare:
        if bool(self.regions) == bool(self.sequences):
            raise ValueError("give either `regions` (with a `genome`) or `sequences`")
        if self.regions and self.genome is None:
            raise ValueError("`regions` need a `genome`")
        return self


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


class Attribute(Section):
    """Which windows are explained, against which reference."""

    select: Literal["positives", "held-out", "all", "top"] = Field(
        "positives",
        description="positives of the task; those on held-out chromosomes; every window; or the "
        "`top` ones by prediction",
    )
    top: int = Field(1000, ge=1, description="how many, where `select` is top")
    target: str = Field(
        "logit",
        pattern=r"^(logit|normalised|minus \S+)$",
        description="what is explained: the task's `logit`; `normalised`, that less the mean over "
        "all tasks; or `minus TASK`, that less another task's",
    )
    reference: str | list[float] | None = Field(
        None,
        description="a name (background, background-single-strand, uniform, zeros, gc, "
        "dinucleotide-shuffles, mononucleotide-shuffles, gc-matched) or the frequencies of A, C, "
        "G and T; the method's own where not given",
    )
    n_references: int = Field(
        N_REFERENCES, ge=1, description="references of a window, where they are drawn"
    )
    seed: int = Field(1, ge=0, description="seed of the references that are drawn")
    batch_size: int = Field(64, ge=1, description="windows explained at a time")


class Audit(Section):
    """What is tried on a model before it is explained: its sums, and which reference fits."""

    windows: int = Field(64, ge=1, description="windows that the methods are tried on")
    references: list[str] = Field(
        ["background", "dinucleotide-shuffles"],
        min_length=1,
        description="names of references to compare (docs/methods.md lists them)",
    )
    discover: bool = Field(
        False, description="also look for motifs with each reference, and say which are kept"
    )


class Discover(Section):
    """Motif discovery by TF-MoDISco, and the database that motifs are matched to."""

    database: str | None = Field(None, description="known motifs in MEME format")
    max_seqlets: int = Field(20000, ge=100, description="seqlets used for one sign at most")
    n_leiden: int = Field(4, ge=1, description="runs of the Leiden clustering")
    fdr: float = Field(0.05, gt=0, lt=1, description="false discovery rate of the seqlets")
    min_seqlets: int = Field(
        20, ge=1, description="motifs of fewer seqlets are left out of the results"
    )
    match_threshold: float = Field(
        0.05, gt=0, le=1, description="largest q-value of a match that is called significant"
    )


class Draw(Section):
    """Sequence logos."""

    trim: float = Field(
        0.3,
        ge=0,
        lt=1,
        description="a logo begins and ends where the contribution is this fraction of its maximum",
    )
    flank: int = Field(2, ge=0, description="bp drawn on either side of that")


class Report(Section):
    """The report."""

    loci: int = Field(4, ge=0, le=50, description="example loci shown for each task")


class Analysis(Section):
    """A model applied to a data set."""

    dataset: Name
    model: Name


class Config(Section):
    """The whole of ``config.yaml``."""

    datasets: dict[Name, Prepare] = Field(min_length=1)
    models: dict[Name, Model] = Field(min_length=1)
    analyses: list[Analysis] = Field(
        min_length=1, description="which model is applied to which data set"
    )
    methods: dict[str, dict[str, Any]] = Field(
        min_length=1, description="attribution methods, each with its options"
    )
    audit: Audit = Audit()
    attribute: Attribute = Attribute()
    discover: Discover = Discover()
    draw: Draw = Draw()
    report: Report = Report()


def method_options(name: str, options: dict[str, Any]) -> BaseModel:
    """Return the validated options of the method ``name``.

    Raises
    ------
    ConfigError
        Where there is no such method, or it has no such option.
    """
    if name not in METHODS:
        raise ConfigError(
            f"there is no attribution method named {name!r}",
            fix=f"choose one of {', '.join(METHODS)}",
        )
    return validate(METHODS[name].options, options, where=f"options of {name}")


S = TypeVar("S", bound=BaseModel)


def validate(model: type[S], values: dict[str, Any], *, where: str) -> S:
    """Build ``model`` from ``values``; what does not fit is said in one `ConfigError`."""
    try:
        return model.model_validate(values)
    except ValidationError as error:
        raise ConfigError(_sentence(model, error), where=where) from None


def _sentence(model: type[BaseModel], error: ValidationError) -> str:
    parts = []
    for problem in error.errors():
        key = ".".join(str(part) for part in problem["loc"])
        if problem["type"] == "extra_forbidden":
            nested = len(problem["loc"]) > 1
            known = "" if nested else f" (known here: {', '.join(model.model_fields) or 'none'})"
            parts.append(f"{key}: there is no such key{known}")
        else:
            message = problem["msg"].removeprefix("Value error, ")
            parts.append(f"{key}: {message}" if key else message)
    return "; ".join(parts)
