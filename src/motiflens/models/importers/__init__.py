"""Readers of models that were trained elsewhere."""
