"""The command line: one file a command, with no science inside."""
