"""A mail that kills or hangs its reader harms nobody else, and the reader harms nobody when its owner dies (F8.2)."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import psutil
import pytest

from gateway import reading
from gateway.reading import SMALL_OCTETS, BoundedReader
from parsers.email import Mail, read_mail
from tests.conftest import ROOT

LARGE = b"From: Anne <anne@x.example>\r\nSubject: H\xc3\xb6le\r\n\r\nHole at 12 Oak St\r\n" + b"hole " * (
    SMALL_OCTETS // 4
)
DEFEAT = LARGE + b"defeat"
DEFEATS = {
    "takes_too_much_processor_time": "r.PROCESSOR_SECONDS = 0.2; any(iter(int, 1))",
    "takes_too_much_memory": "bytes(10**9) * 9",
    "ends_its_process": "os._exit(3)",
    "answers_nonsense": "line.sendall(bytes(7) + b'1x')",
    "answers_without_end": "line.sendall(b'\\xff' * 8)",
}
_CHILD = """
import os, socket, time
import gateway.reading as r
line, read = socket.socket(fileno=0), r.read_mail
r.PROCESSOR_SECONDS = 0.2
def defeat(raw, **more):
    if raw.endswith(b"defeat"):
        {defeat}
    return read(raw, **more)
r.read_mail = defeat
r.serve(line)
"""


@pytest.fixture
def make_reader() -> Iterator[Callable[[str], BoundedReader]]:
    """A reader whose process does something bad with a mail that ends with `defeat`."""
    made: list[BoundedReader] = []

    def make(defeat: str = "pass") -> BoundedReader:
        made.append(BoundedReader((sys.executable, "-c", _CHILD.format(defeat=defeat))))
        return made[-1]

    yield make
    for reader in made:
        reader.close()


def test_8_1_large_mail_is_read_in_a_process_as_it_is_read_here(make_reader: Callable[..., BoundedReader]) -> None:
    """The way there and back changes nothing, and the process is used again."""
    reader = make_reader()
    for sender in (None, "", "anne@x.example"):
        assert reader.read(LARGE, envelope_sender=sender) == read_mail(LARGE, envelope_sender=sender)
    assert len(_children()) == 1


def test_8_1_small_mail_needs_no_process(make_reader: Callable[..., BoundedReader]) -> None:
    """Most mail is small, and the readers are linear."""
    small = b"From: anne@x.example\r\n\r\nHole"
    assert make_reader("os._exit(3)").read(small, envelope_sender="") == read_mail(small, envelope_sender="")
    assert _children() == []


@pytest.mark.parametrize("name", DEFEATS)
def test_f8_2_mail_that_defeats_its_reader_comes_back_unread(
    name: str, make_reader: Callable[..., BoundedReader]
) -> None:
    """It says so in a sentence, and nobody answers it."""
    _check_unread(make_reader(DEFEATS[name]).read(DEFEAT))


def test_f8_2_mail_whose_reader_hangs_comes_back_unread_and_the_next_is_read(
    make_reader: Callable[..., BoundedReader], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It need not use the processor to hang."""
    reader = make_reader("time.sleep(60)")
    assert reader.read(LARGE).sender == "anne@x.example"
    with monkeypatch.context() as patched:
        patched.setattr(reading, "PATIENCE_SECONDS", 0.2)
        _check_unread(reader.read(DEFEAT))
    assert reader.read(LARGE).sender == "anne@x.example"


def test_process_that_died_between_two_mails_is_replaced(make_reader: Callable[..., BoundedReader]) -> None:
    """The next mail has done nothing wrong."""
    reader = make_reader()
    reader.read(LARGE)
    (child,) = _children()
    child.kill()
    child.wait(5)
    assert reader.read(LARGE).error is None


def test_without_a_process_a_mail_is_read_all_the_same() -> None:
    """No memory for another process is no reason to leave a report unread."""
    assert BoundedReader(("/nowhere/python",)).read(LARGE) == read_mail(LARGE)


def test_16_2_fork_makes_a_process_of_its_own(make_reader: Callable[..., BoundedReader]) -> None:
    """RQ forks each job: two processes on one line would read each other's answers."""
    reader = make_reader()
    reader.read(LARGE)
    child = os.fork()
    if not child:
        is_right = reader.read(LARGE).sender == "anne@x.example" and len(_children()) == 1
        os._exit(0 if is_right else 1)
    assert os.waitpid(child, 0)[1] == 0
    assert reader.read(LARGE).error is None


def test_process_ends_with_an_owner_that_is_killed() -> None:
    """`kill -9` leaves nobody behind who waits for mail."""
    code = (
        "import psutil, time; from gateway.reading import BoundedReader; r = BoundedReader(); "
        f"r.read(b'Subject: x\\r\\n\\r\\n' + b'hole ' * {SMALL_OCTETS}); "
        "print(*[c.pid for c in psutil.Process().children()], flush=True); time.sleep(60)"
    )
    owner = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, cwd=ROOT)
    assert owner.stdout
    with owner.stdout:
        number = int(owner.stdout.readline())
        owner.send_signal(signal.SIGKILL)
        owner.wait()
    deadline = time.monotonic() + 20
    while psutil.pid_exists(number) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not psutil.pid_exists(number)


def _check_unread(mail: Mail) -> None:
    assert (mail.flags, mail.automation.reply) == (("unreadable",), False)
    assert mail.error is not None
    assert mail.error.endswith("its original is kept.")


def _children() -> list[psutil.Process]:
    """The processes that readers of these tests have started; servers of other tests may be children too."""
    living = [child for child in psutil.Process().children() if child.status() != psutil.STATUS_ZOMBIE]
    return [child for child in living if any("import gateway.reading as r" in word for word in child.cmdline())]
