"""Python runs this in each process that finds it: tells how far a job is, kills it at a rename.

``FAULTS_EVENTS`` names a file that gets a letter when the job first opens a file of its folder
(``r``) and when it makes the folder in which an output is written (``w``). ``FAULTS_AT`` is
``before`` or ``after``: the job kills itself there, as ``FAULTS_OUTPUT`` takes its name.
"""

import os
import signal
import sys
from pathlib import Path

EVENTS, AT = os.environ.get("FAULTS_EVENTS"), os.environ.get("FAULTS_AT")
OUTPUT = os.environ.get("FAULTS_OUTPUT")
FOLDER = Path.cwd()
CODE = (".py", ".pyc", ".so", ".smk")


def tell(letter, told=set()):  # noqa: B006 - what was told stays told
    if EVENTS and letter not in told:
        told.add(letter)
        file = os.open(EVENTS, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        os.write(file, letter.encode())
        os.close(file)


def watch(event, arguments):
    if event == "open" and isinstance(arguments[0], str) and not arguments[0].endswith(CODE):
        if FOLDER in (FOLDER / arguments[0]).parents:
            tell("r")
    elif event == "os.mkdir" and str(arguments[0]).endswith(".part"):
        tell("w")


def killing(rename):
    def renamed(source, target, **how):
        is_output = Path(target) == Path(OUTPUT)
        if is_output and AT == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        rename(source, target, **how)
        if is_output and AT == "after":
            os.kill(os.getpid(), signal.SIGKILL)

    return renamed


if "motiflens" in sys.orig_argv:
    sys.addaudithook(watch)
    if AT:
        os.rename, os.replace = killing(os.rename), killing(os.replace)
