"""A private Postfix to compare with: Debian's own programs and defaults, another queue folder, another port.

What is compared is accepting: both sides answer 250 after the message is safe on the same disk, and neither delivers.
Postfix puts everything on hold, which spares it the queue manager's work; ours runs without a worker. Postfix keeps
its own flushing (one file and one fsync a message); limits that would slow it down under load are lifted.
"""

from __future__ import annotations

import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.processes import listens
from tests.servers import find_free_port, tied_to_parent, wait_for

PROGRAM = "/usr/sbin/postfix"
MASTER = "/usr/lib/postfix/sbin/master"
DOMAIN = "elmcity.example"
_MAIN = """
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
setgid_group = postdrop
myhostname = mx.bench.example
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
relay_domains = {domain}
relay_transport = discard
alias_maps =
alias_database =
smtpd_client_restrictions = check_client_access static:HOLD
smtpd_relay_restrictions = reject_unauth_destination
smtpd_peername_lookup = no
smtpd_client_connection_count_limit = 0
default_process_limit = 100
in_flow_delay = 0
message_size_limit = 36000000
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
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
"""


def is_installed() -> bool:
    """True when Debian's package postfix is on this machine and we may run it."""
    return Path(PROGRAM).exists() and Path.home() == Path("/root")


@contextmanager
def running_postfix() -> Iterator[tuple[int, int]]:
    """Port and process id of a Postfix that is gone afterwards."""
    folder, port = Path(tempfile.mkdtemp(prefix="postfix-")), find_free_port()
    folder.chmod(0o755)
    _configure(folder, port)
    subprocess.run([PROGRAM, "-c", folder / "etc", "check"], check=True, capture_output=True)
    process = subprocess.Popen(
        tied_to_parent([MASTER, "-c", folder / "etc", "-s"], death_signal="TERM"), stdin=subprocess.DEVNULL
    )
    try:
        wait_for(lambda: listens(port), seconds=20, what="Postfix")
        yield port, process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)
        shutil.rmtree(folder, ignore_errors=True)


def _configure(folder: Path, port: int) -> None:
    for name in ("etc", "queue", "data"):
        (folder / name).mkdir(mode=0o755)
    shutil.chown(folder / "data", "postfix", pwd.getpwnam("postfix").pw_gid)
    (folder / "etc/main.cf").write_text(_MAIN.format(folder=folder, domain=DOMAIN))
    (folder / "etc/master.cf").write_text(_MASTER.format(port=port))
