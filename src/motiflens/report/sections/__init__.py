"""The sections of the report: each turns the inputs into what its template shows."""
