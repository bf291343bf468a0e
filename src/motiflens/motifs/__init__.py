"""From contributions to motifs: discovery, matches in a database, and files the field reads."""
