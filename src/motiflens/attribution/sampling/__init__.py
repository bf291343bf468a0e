"""Methods that take the gradient at many points near or towards a sequence."""
