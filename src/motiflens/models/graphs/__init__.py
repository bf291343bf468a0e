"""Networks as data: a graph of listed operations, and the module that runs it."""

from motiflens.models.graphs.builder import GraphBuilder
from motiflens.models.graphs.graph import Graph, Input, Node
from motiflens.models.graphs.network import GraphNetwork
from motiflens.models.graphs.operations import OPERATIONS

__all__ = ["OPERATIONS", "Graph", "GraphBuilder", "GraphNetwork", "Input", "Node"]
