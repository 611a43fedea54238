"""A private Postfix for tests: Debian's own programs, with a queue folder, a configuration and a port of its own."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.processes import listens
from tests.servers import find_free_port, tied_to_parent, wait_for

PROGRAM = "/usr/sbin/postfix"
_PROGRAMS = "/usr/lib/postfix/sbin"
_MAIN = """
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
command_directory = /usr/sbin
daemon_directory = {programs}
mail_owner = postfix
setgid_group = postdrop
maillog_file = {folder}/log
maillog_file_prefixes = {folder}
myhostname = mx.elmcity.example
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
alias_maps =
alias_database =
{more}
"""
_MASTER = """
127.0.0.1:{port} inet n - n - 100 smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
lmtp unix - - n - - lmtp
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Postfix:
    """One that runs: where it listens, and what it has to say."""

    port: int
    pid: int
    folder: Path

    @property
    def log(self) -> str:
        """What it has written into its log so far."""
        path = self.folder / "log"
        return path.read_text(errors="replace") if path.exists() else ""

    def waiting(self) -> int:
        """How many mails lie in its queue."""
        return sum(path.is_file() for part in ("active", "deferred", "incoming") for path in self._queue(part))

    def _queue(self, part: str) -> list[Path]:
        return list((self.folder / "queue" / part).rglob("*"))


def is_usable() -> bool:
    """True when Debian's package postfix is here and we may run it: its master program serves only root."""
    return Path(PROGRAM).exists() and os.geteuid() == 0


@contextmanager
def running_postfix(main: str, *, port: int | None = None) -> Iterator[Postfix]:
    """A Postfix with these lines of `main.cf`, gone afterwards; raises `RuntimeError` where there can be none."""
    if not is_usable():
        raise RuntimeError("Postfix must be installed, and only root may start it. Run `make test` as root.")
    port = port or find_free_port()
    folder = _configure(main, port)
    try:
        with _running_master(folder) as pid:
            wait_for(lambda: listens(port), seconds=20, what="Postfix")
            yield Postfix(port=port, pid=pid, folder=folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _running_master(folder: Path) -> Iterator[int]:
    """The program that starts all others; they end with it."""
    checked = subprocess.run([PROGRAM, "-c", folder / "etc", "check"], capture_output=True, text=True, check=False)
    if checked.returncode:
        raise RuntimeError(f"Postfix does not accept its configuration:\n{checked.stdout}{checked.stderr}")
    master = tied_to_parent([f"{_PROGRAMS}/master", "-c", folder / "etc", "-s"], death_signal="TERM")
    process = subprocess.Popen(master, stdin=subprocess.DEVNULL)
    try:
        yield process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)


def _configure(main: str, port: int) -> Path:
    folder = Path(tempfile.mkdtemp(prefix="postfix-"))
    folder.chmod(0o755)
    for name in ("etc", "queue", "data"):
        (folder / name).mkdir(mode=0o755)
    shutil.chown(folder / "data", "postfix", pwd.getpwnam("postfix").pw_gid)
    (folder / "etc/main.cf").write_text(_MAIN.format(folder=folder, programs=_PROGRAMS, more=main))
    (folder / "etc/master.cf").write_text(_MASTER.format(port=port))
    return folder
