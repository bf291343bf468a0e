"""``python -m motiflens`` is the command ``motiflens``."""

from motiflens.cli.app import run

run()
