"""A SLURM cluster on this one machine: real daemons, nodes that are one, GPUs that are none.

It needs root, and Debian's slurmctld, slurmd, slurm-client and munge. There is no systemd, no
cgroup and no database, so that jobs are followed with ``squeue``.
"""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import stat
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

PROGRAMS = ("munged", "slurmctld", "slurmd", "sinfo", "squeue", "sbatch", "scancel", "unshare")
NODES = ("cpu1", "cpu2", "gpu1")

# Where SLURM's commands look. No variable can say otherwise: the executor's job step takes all
# that begin with SLURM_ out of its environment.
CONFIGURATION = Path("/etc/slurm/slurm.conf")
GPUS = CONFIGURATION.with_name("gres.conf")
TEMPLATE = Path(__file__).with_name("slurm.conf")

# The profile as it is shipped, but quicker to see what happened, on nodes that are this machine.
PROFILE = [
    "--workflow-profile", str(Path(__file__).parents[2] / "workflow/profiles/slurm"),
    "--slurm-status-command", "squeue",  # there is no accounting database
    "--slurm-init-seconds-before-status-checks", "2",
    "--seconds-between-status-checks", "2",
    "--latency-wait", "5",
    "--set-scatter", "shards=2",
    "--default-resources", "slurm_partition=cpu",
]  # fmt: skip

_PATIENCE = 60.0  # seconds
_NULL = os.makedev(1, 3)


def obstacle() -> str | None:
    """Return why no cluster can be started here, None where one can."""
    missing = [name for name in PROGRAMS if shutil.which(name) is None]
    if missing:
        return f"SLURM is not installed: there is no {', '.join(missing)}"
    if os.geteuid() != 0:
        return "SLURM's daemons want root here"
    if subprocess.run([*_alone(), "true"], capture_output=True, check=False).returncode:
        return "nodes want process namespaces of their own, which are not to be had here"
    if CONFIGURATION.exists() and not _left_behind():
        return f"there is a {CONFIGURATION} already, which is not touched"
    return None


def _left_behind() -> bool:
    """Return whether the configuration is that of tests that were killed."""
    ours = CONFIGURATION.read_text().startswith(TEMPLATE.read_text().splitlines()[0])
    return ours and "UP" not in ask("scontrol", "ping")


def _alone() -> list[str]:
    """Return what gives a process a namespace that ends with it, and all that runs in it."""
    return ["unshare", "--pid", "--fork", "--mount-proc", "--kill-child"]


def ask(*command: str) -> str:
    """Return what one of SLURM's commands prints."""
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


class Cluster:
    """Daemons in the foreground, each a process of ours, until `stop`.

    Parameters
    ----------
    folder
        For state and logs. Its name must be short, as those of sockets are.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.daemons: dict[str, subprocess.Popen[bytes]] = {}

    def start(self) -> None:
        """Write the configuration, start the daemons, and wait until all nodes are idle."""
        self._configure()
        files = [f"--{name}-file={self.folder}/munge.{name}" for name in ("pid", "log", "seed")]
        munge = self.folder / "munge.socket"
        self._run(
            "munged", f"--key-file={self._key()}", *files, f"--socket={munge}", "--force",
            "--foreground",
        )  # fmt: skip
        self.wait(munge.exists, "munged comes up")
        self._run("slurmctld", "-D", "-c")
        for node in NODES:
            self.start_node(node)
        self.wait(lambda: self.nodes("idle") == set(NODES), "all nodes are idle")

    def start_node(self, node: str) -> None:
        """Start the daemon of a node, also again."""
        (self.folder / f"spool.{node}").mkdir(exist_ok=True)
        # The first process of a namespace has to bury those that others left, as slurmd does not.
        self._run(*_alone(), "sh", "-c", 'slurmd -D -N "$0"; exit $?', node, name=node)

    def kill_node(self, node: str) -> None:
        """Kill the daemon of a node with all that it runs at once, as when its power fails."""
        daemon = self.daemons.pop(node)
        daemon.kill()
        daemon.wait()

    def power_cut(self, node: str) -> None:
        """Kill a node, and start it again when SLURM has taken it for dead."""
        self.kill_node(node)
        self.wait(lambda: node in self.nodes("down*"), f"{node} is down")
        self.start_node(node)

    def nodes(self, state: str) -> set[str]:
        """Return the nodes in a state, as ``sinfo`` writes it: with * they do not answer."""
        lines = ask("sinfo", "--noheader", "--Node", "--format=%N %T").splitlines()
        return {name for name, found in map(str.split, lines) if found == state}

    def jobs(self, *shown: str, states: str = "all") -> list[list[str]]:
        """Return what ``squeue`` shows of each job, fields named as in its ``--Format``."""
        form = ",".join(f"{name}:|" for name in shown)
        lines = ask("squeue", "--noheader", f"--states={states}", f"--Format={form}").splitlines()
        return [line.rstrip("|").split("|") for line in lines]

    def wait(self, there: Callable[[], object], what: str, patience: float = _PATIENCE) -> None:
        """Wait until something is true; an error with the logs where it never is."""
        deadline = time.monotonic() + patience
        while not there():
            if time.monotonic() > deadline:
                logs = (
                    f"{path}:\n{path.read_text()[-3000:]}"
                    for path in self.folder.glob("*.[lo][ou][gt]")
                )
                raise TimeoutError("\n".join([f"it never came that {what}", *logs]))
            time.sleep(0.2)

    def stop(self) -> None:
        """End all jobs and daemons, and take the configuration away."""
        for node in NODES:
            if node in self.daemons:
                self.kill_node(node)
        for daemon in reversed(self.daemons.values()):
            daemon.terminate()
        for daemon in self.daemons.values():
            try:
                daemon.wait(10)
            except subprocess.TimeoutExpired:
                daemon.kill()
                daemon.wait()
        CONFIGURATION.unlink(missing_ok=True)
        GPUS.unlink(missing_ok=True)

    def _key(self) -> Path:
        path = self.folder / "munge.key"
        path.touch(mode=0o600)
        path.write_bytes(secrets.token_bytes(1024))
        return path

    def _configure(self) -> None:
        self.folder.chmod(0o755)
        (self.folder / "state").mkdir()
        CONFIGURATION.parent.mkdir(exist_ok=True)
        host = socket.gethostname().split(".")[0]
        text = TEMPLATE.read_text().format(host=host, folder=self.folder)
        devices = [self.folder / f"gpu{number}" for number in range(2)]
        for device in devices:  # SLURM takes no plain file
            os.mknod(device, 0o600 | stat.S_IFCHR, _NULL)
        CONFIGURATION.write_text(text)
        lines = (f"NodeName=gpu1 Name=gpu Type=fake File={device}\n" for device in devices)
        GPUS.write_text("".join(lines))

    def _run(self, *command: str, name: str | None = None) -> None:
        name = name or command[0]
        with (self.folder / f"{name}.out").open("ab") as log:
            self.daemons[name] = subprocess.Popen(
                command, stdout=log, stderr=log, start_new_session=True
            )
