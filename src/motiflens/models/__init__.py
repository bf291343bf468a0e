"""Models: architectures, training, importing, loading and predicting."""
