"""The Procfile is the same program in production: honcho runs it on PostgreSQL and Redis, and mail goes through."""

from __future__ import annotations

import os
import signal
import smtplib
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import create_engine, func, select

from gateway.rulebook_file import RulebookFile
from gateway.store.schema import outbox, ticket
from tests.conftest import ROOT
from tests.crash.senders import ACCOUNT, TOKEN, Target, mail_from, post, text_from
from tests.processes import RunningGateway, listens
from tests.servers import PostgresServer, RedisServer, find_free_port, tied_to_parent, wait_for

STOP_SECONDS = 60.0


def honcho(*words: str) -> list[str]:
    """Honcho with our Procfile, ended with its parent."""
    argv = [sys.executable, "-m", "honcho", "--procfile", str(ROOT / "Procfile"), "start", *words]
    return tied_to_parent(argv, death_signal="TERM")


@contextmanager
def started(installation: RunningGateway, *words: str) -> Iterator[subprocess.Popen[bytes]]:
    """Honcho with some of the processes; what it leaves behind is killed at the end."""
    places = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    environment = installation.environment | {"PATH": places}
    log = (installation.folder / "honcho.log").open("ab")
    with log, subprocess.Popen(honcho(*words), env=environment, stdout=log, stderr=log, cwd=ROOT) as process:
        try:
            yield process
        finally:
            process.kill()
            installation.end()


@pytest.mark.servers
def test_procfile_carries_a_mail_and_a_text(
    tmp_path: Path, rules_path: Path, postgres_server: PostgresServer, redis_server: RedisServer
) -> None:
    """`release`, then `web`, `smtp`, `worker`, `clock` and `fallback`: both residents get a ticket and an answer."""
    url = postgres_server.create_database("procfile")
    account = {"GATEWAY_TWILIO_ACCOUNT_SID": ACCOUNT, "GATEWAY_TWILIO_AUTH_TOKEN": TOKEN}
    account |= {"GATEWAY_FALLBACK_PORT": str(find_free_port())}
    installation = RunningGateway(tmp_path, GATEWAY_DATABASE_URL=url, REDIS_URL=redis_server.url, **account)
    with started(installation, "release") as release:
        assert release.wait(60) == 0, (tmp_path / "honcho.log").read_text()
    with started(installation, "web", "smtp", "worker", "clock", "fallback") as processes:
        write_to_the_city(installation, rules_path)
        wait_for(lambda: counted(url) == (2, 2), seconds=60, what="two tickets and two answers")
        # Before that, a signal ends it as it ends every program that has only begun.
        wait_for(lambda: "clock: sweeping" in (tmp_path / "honcho.log").read_text(), seconds=60, what="the clock")
        processes.send_signal(signal.SIGTERM)
        processes.wait(STOP_SECONDS)
    # The commands are run by `exec`, so that a signal reaches the gateway itself and its exit status is seen.
    log = (tmp_path / "honcho.log").read_text()
    assert log.count("stopped (rc=0)") == 6, log
    postgres_server.drop_database("procfile")


def write_to_the_city(installation: RunningGateway, rules_path: Path) -> None:
    """One mail and one signed text, both believed at once."""
    city = RulebookFile(rules_path).current().city
    target = Target(
        smtp_port=installation.smtp_port,
        web_port=installation.web_port,
        public_url=installation.public_url,
        address=city.addresses[0],
        number=city.numbers[0],
    )
    for port in (target.smtp_port, target.web_port):
        wait_for(lambda port=port: listens(port), seconds=60, what=f"port {port}")  # type: ignore[misc]
    raw = mail_from("anne@mail.example", 12, target.address)
    with smtplib.SMTP("127.0.0.1", target.smtp_port, timeout=20) as client:
        assert client.sendmail("anne@mail.example", [target.address], raw) == {}
    assert post(target, text_from("+14755550101", 14, target.number))


def counted(url: str) -> tuple[int, int]:
    """Tickets, and answers that were sent as far as they can be without a relay."""
    engine = create_engine(url)
    with engine.connect() as connection:
        tickets = connection.execute(select(func.count()).select_from(ticket)).scalar_one()
        shown = outbox.c.kind == "acknowledgement", outbox.c.state == "simulated"
        answers = connection.execute(select(func.count()).select_from(outbox).where(*shown)).scalar_one()
    engine.dispose()
    return tickets, answers
