"""Effects: what each motif does in the model, beside where it was found."""
