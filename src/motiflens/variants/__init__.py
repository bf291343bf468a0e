"""What a model says of variants, and which bases it says so for."""
