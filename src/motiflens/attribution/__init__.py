"""Attribution: capture a model as a graph, walk it backward, hand the output to the bases."""
