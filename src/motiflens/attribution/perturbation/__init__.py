"""Methods that replace bases by the reference's, and see what the model says."""
