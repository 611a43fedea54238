"""Real gateway processes for tests: started like an operator does, killable, and gone at the end whatever happens."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator, Mapping
from pathlib import Path

import psutil

from tests.servers import find_free_port, tied_to_parent

START_TIMEOUT = 60.0
STOP_TIMEOUT = 45.0
_MARK = "GATEWAY_TEST_RUN"


class GatewayProcess:
    """One process of the gateway; `port` is where it answers when it is ready, None for those that do not listen."""

    def __init__(self, command: str, *, environment: Mapping[str, str], folder: Path, port: int | None) -> None:
        self.command = command
        self.port = port
        self._environment = dict(environment)
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and return at once."""
        argv = tied_to_parent([sys.executable, "-m", "gateway", self.command], death_signal="KILL")
        with self.log_path.open("ab") as log:
            self._process = subprocess.Popen(
                argv, env=self._environment, cwd=self._folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )

    def wait_until_ready(self) -> None:
        """Until it listens; raises `RuntimeError` with its log when it ends or takes too long."""
        deadline = time.monotonic() + START_TIMEOUT
        while self.port is not None and not listens(self.port):
            if not self.is_running or time.monotonic() > deadline:
                raise RuntimeError(f"gateway {self.command} did not start:\n{self.log[-3000:]}")
            time.sleep(0.05)

    def kill(self) -> None:
        """SIGKILL to the process alone: what it has forked goes on, as after an out-of-memory kill."""
        self._signal(signal.SIGKILL)

    def kill_with_children(self) -> None:
        """SIGKILL to the process and all that it has forked, as at a power cut."""
        children = psutil.Process(self.pid).children(recursive=True) if self.is_running else []
        self.kill()
        for child in children:
            with contextlib.suppress(psutil.NoSuchProcess):
                child.kill()

    def stop(self) -> None:
        """SIGTERM, as at a deployment, and wait for a clean end."""
        self._signal(signal.SIGTERM)

    @property
    def pid(self) -> int:
        """The process id; raises `RuntimeError` before the start."""
        if self._process is None:
            raise RuntimeError(f"gateway {self.command} was not started")
        return self._process.pid

    @property
    def is_running(self) -> bool:
        """True while it lives."""
        return self._process is not None and self._process.poll() is None

    @property
    def log_path(self) -> Path:
        """Where all that it prints is kept."""
        return self._folder / f"{self.command}.log"

    @property
    def log(self) -> str:
        """What it has printed so far, over all its lives."""
        return self.log_path.read_text(errors="replace") if self.log_path.exists() else ""

    def _signal(self, number: int) -> None:
        if self._process is None:
            return
        self._process.send_signal(number)
        try:
            self._process.wait(STOP_TIMEOUT)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None


class RunningGateway:
    """The processes of one installation, by the name of their command, with the ports to reach them."""

    def __init__(self, folder: Path, *commands: str, **environment: str) -> None:
        """`environment` adds to or replaces what an installation for tests is given."""
        self.folder = folder
        self.smtp_port, self.web_port = find_free_port(), find_free_port()
        self.public_url = f"http://127.0.0.1:{self.web_port}"
        self._mark = uuid.uuid4().hex
        self.environment = _clean_environment() | self._defaults() | environment
        self.processes: dict[str, GatewayProcess] = {}
        for command in commands:
            self.add(command)

    def run(self, *words: str) -> str:
        """Run another command of the gateway to its end, such as `migrate`, and return what it printed."""
        argv = [sys.executable, "-m", "gateway", *words]
        done = subprocess.run(
            argv, env=self.environment, cwd=self.folder, capture_output=True, text=True, timeout=120, check=False
        )
        if done.returncode:
            raise RuntimeError(f"gateway {' '.join(words)} failed:\n{done.stdout}{done.stderr}")
        return done.stdout

    def start(self) -> None:
        """Start every process and wait until all are ready."""
        for process in self.processes.values():
            process.start()
        for process in self.processes.values():
            process.wait_until_ready()

    def add(self, command: str) -> None:
        """Add a process to those that `start` starts."""
        port = {"smtp": self.smtp_port, "web": self.web_port, "up": self.web_port}.get(command)
        self.processes[command] = GatewayProcess(command, environment=self.environment, folder=self.folder, port=port)

    def end(self) -> None:
        """Kill whatever is left of it, grandchildren included."""
        for process in self.processes.values():
            process.kill()
        for stray in self._strays():
            with contextlib.suppress(psutil.NoSuchProcess):
                stray.kill()

    def _strays(self) -> Iterator[psutil.Process]:
        for process in psutil.process_iter():
            with contextlib.suppress(psutil.Error):
                if process.environ().get(_MARK) == self._mark:
                    yield process

    def _defaults(self) -> dict[str, str]:
        root = Path(__file__).resolve().parent.parent
        return {
            _MARK: self._mark,
            "PYTHONPATH": str(root),
            "GATEWAY_DATA_DIR": str(self.folder / "var"),
            "GATEWAY_DATABASE_URL": f"sqlite:///{self.folder / 'gateway.db'}",
            "GATEWAY_RULES": str(root / "routing_rules.yaml"),
            "GATEWAY_SMTP_PORT": str(self.smtp_port),
            "GATEWAY_WEB_PORT": str(self.web_port),
            "GATEWAY_PUBLIC_URL": self.public_url,
            "GATEWAY_SECRET_KEY": "a key that only tests use",
            "GATEWAY_TWILIO_API_URL": "",
            "GATEWAY_TEXT_PAUSE": "0",
            "GATEWAY_TEXT_SEGMENTS_A_SECOND": "0",
        }


@contextlib.contextmanager
def running_gateway(folder: Path, *commands: str, **environment: str) -> Iterator[RunningGateway]:
    """A migrated installation whose processes run; all of them are gone afterwards."""
    gateway = RunningGateway(folder, *commands, **environment)
    gateway.run("migrate")
    try:
        gateway.start()
        yield gateway
    finally:
        gateway.end()


def listens(port: int) -> bool:
    """True when somebody accepts connections on a port of 127.0.0.1."""
    with socket.socket() as probe:
        probe.settimeout(1.0)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _clean_environment() -> dict[str, str]:
    return {
        name: value for name, value in os.environ.items() if not name.startswith("GATEWAY_") and name != "REDIS_URL"
    }
