"""How far each attribution can be trusted: measured on a model and its data."""
