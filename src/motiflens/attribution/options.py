"""What the options of every method have in common."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class MethodOptions(BaseModel):
    """Options of a method that has none of its own."""

    model_config = ConfigDict(extra="forbid", frozen=True)
