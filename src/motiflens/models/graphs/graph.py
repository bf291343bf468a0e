"""A network as data: what is computed from what, in order."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from motiflens.errors import ModelError
from motiflens.models.graphs.operations.base import Positive

Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]+$")]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Node(_Part):
    """An operation of the table `OPERATIONS`, its options, and the values that it takes.

    A value has the name of the node that computes it, or of the graph's input.
    """

    name: Name
    op: str
    inputs: tuple[str, ...]
    options: dict[str, Any] = {}


class Input(_Part):
    """The sequences: what they are called, and their dimensions after the batch."""

    name: Name
    sizes: tuple[Positive, ...]


class Graph(_Part):
    """A network whose tensors are kept elsewhere, under the names of its nodes.

    Attributes
    ----------
    layout
        The dimensions of the input, as `motiflens.models.importers.imported.Imported` has it.
    nodes
        In an order in which each comes after those that it takes.
    outputs
        One value, or several for a network that returns a tuple.
    """

    schema_: Literal["motiflens/graph/1"] = Field("motiflens/graph/1", alias="schema")
    layout: str
    input: Input
    nodes: tuple[Node, ...]
    outputs: Annotated[tuple[str, ...], Field(min_length=1)]

    def to_json(self) -> str:
        """Return the graph as JSON, a line each for what is inside."""
        return self.model_dump_json(by_alias=True, indent=1) + "\n"

    @classmethod
    def from_json(cls, text: str | bytes, *, where: str) -> Graph:
        """Read what `to_json` wrote.

        Raises
        ------
        ModelError
            Where it is no JSON, or not of this schema; the first fault is named.
        """
        try:
            return cls.model_validate_json(text)
        except ValidationError as error:
            raise ModelError(
                f"the graph of the network cannot be read: {first_fault(error)}",
                where=where,
                fix="import the model again",
            ) from None


def first_fault(error: ValidationError) -> str:
    """Return the first fault that pydantic found, with its place."""
    fault = error.errors()[0]
    place = ".".join(map(str, fault["loc"]))
    return f"{f'{place}: ' if place else ''}{fault['msg']}"
