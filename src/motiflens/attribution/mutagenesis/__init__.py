"""In-silico mutagenesis: what the output becomes with another base in the place of each."""
