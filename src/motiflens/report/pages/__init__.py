"""The page of a motif: each part turns an entry into what the template shows."""
