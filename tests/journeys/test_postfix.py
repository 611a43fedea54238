"""The recommended set-up, with a real Postfix: the lines of docs/mail.md carry mail in, out, and over an absence."""

from __future__ import annotations

import re
import smtplib
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import dkim
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from sqlalchemy import create_engine, select
from sqlalchemy.engine import Engine

from gateway.channels.dkim_signing import load_signer
from gateway.store.schema import contact, message, ticket
from tests.conftest import ROOT
from tests.fake_relay import FakeRelay
from tests.mail_threads import by_gmail, by_references
from tests.postfix import Postfix, running_postfix
from tests.processes import RunningGateway, running_gateway
from tests.servers import find_free_port

pytestmark = [pytest.mark.servers, pytest.mark.postfix]

CITY = "311@elmcity.example"
STREETS = "streets@departments.example"
PATIENCE = 60.0
# Everything that is not the gateway's goes to our mailboxes, and a failed delivery is tried again at once.
TEST_LINES = """
relayhost = [127.0.0.1]:{mailboxes}
queue_run_delay = 1s
minimal_backoff_time = 1s
maximal_backoff_time = 1s
"""


@dataclass(slots=True, kw_only=True)
class Town:
    """A gateway behind a Postfix, and the mailboxes of everybody else."""

    gateway: RunningGateway
    postfix: Postfix
    mailboxes: FakeRelay
    engine: Engine
    sent: list[EmailMessage] = field(default_factory=list)

    def write(self, sender: str, to: str, subject: str, body: str, answers: EmailMessage | None = None) -> EmailMessage:
        """Mail something through Postfix; raises what `smtplib` raises when that refuses it."""
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = sender, to, subject
        mail["Message-ID"] = f"<{len(self.sent)}.{time.time_ns()}@{sender.partition('@')[2]}>"
        if answers:
            mail["In-Reply-To"] = answers["Message-ID"]
            mail["References"] = f"{answers['References'] or ''} {answers['Message-ID']}".strip()
        mail.set_content(body)
        with smtplib.SMTP("127.0.0.1", self.postfix.port, timeout=PATIENCE) as client:
            client.send_message(mail)
        self.sent.append(mail)
        return mail

    def answer(self, mail: EmailMessage, sender: str, body: str) -> EmailMessage:
        """Answer a mail as a mail program does: to Reply-To, below the same subject."""
        quoted = "".join(f"> {line}\n" for line in plain_text(mail).splitlines())
        body = f"{body}\n\nOn Mon, Jun 1, 2026 at 12:30 PM Elm City <{CITY}> wrote:\n{quoted}"
        return self.write(sender, mail["Reply-To"], f"Re: {mail['Subject']}", body, answers=mail)

    def mailbox(self, owner: str, *, size: int) -> list[EmailMessage]:
        """What lies in a mailbox, as soon as it is so many mails."""
        wait_for(lambda: len(self._mails_of(owner)) >= size, self, f"{size} mails for {owner}")
        return self._mails_of(owner)

    def rows(self, table: Any, **where: Any) -> list[Any]:
        """Rows of the gateway's database."""
        conditions = [table.c[name] == value for name, value in where.items()]
        with self.engine.connect() as connection:
            return list(connection.execute(select(table).where(*conditions).order_by(table.c.id)))

    def messages_of(self, sender: str) -> list[Any]:
        """What the gateway has taken in from somebody and worked off."""
        return [row for row in self.rows(message, sender=sender) if row.processed_at]

    def _mails_of(self, owner: str) -> list[EmailMessage]:
        return [mail.message for mail in self.mailboxes.mails if mail.recipient == owner]


def wait_for(is_so: Callable[[], bool], town: Town, what: str) -> None:
    """Look until it is so; when the time is over, everybody's log tells why."""
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        if time.monotonic() > deadline:
            logs = f"{town.postfix.log[-3000:]}\n{town.gateway.processes['up'].log[-3000:]}"
            raise AssertionError(f"Waited in vain for {what}.\n{logs}")
        time.sleep(0.05)


def documented_lines(lmtp_port: int) -> str:
    """The lines for `main.cf` that docs/mail.md recommends, with the port of this test."""
    page = (ROOT / "docs/mail.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"^```ini\n(.*?relay_domains.*?)^```", page, re.MULTILINE | re.DOTALL)
    assert block.count("127.0.0.1:2424") == 1
    return block.replace("127.0.0.1:2424", f"127.0.0.1:{lmtp_port}")


def write_rules(folder: Path) -> Path:
    """The shipped rulebook, with departments that read their mail elsewhere."""
    text = (ROOT / "routing_rules.yaml").read_text(encoding="utf-8")
    path = folder / "rules.yaml"
    path.write_text(re.sub(r"email: ([\w-]+)@elmcity\.example", r"email: \1@departments.example", text))
    return path


def write_key(folder: Path) -> Path:
    """The key that signs the city's mail."""
    path = folder / "dkim.pem"
    key = rsa.generate_private_key(65537, 2048)
    path.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return path


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """Everything runs once for all of these journeys."""
    folder, lmtp_port = tmp_path_factory.mktemp("town"), find_free_port()
    mailboxes = FakeRelay(find_free_port())
    mailboxes.faults["RCPT"] = lambda line: "550 5.1.1 No such mailbox" if "gone@" in line else None
    mailboxes.start()
    lines = documented_lines(lmtp_port) + TEST_LINES.format(mailboxes=mailboxes.port)
    with running_postfix(lines) as postfix:
        way_out = {"GATEWAY_SMTP_RELAY": f"127.0.0.1:{postfix.port}", "GATEWAY_LMTP_PORT": str(lmtp_port)}
        way_out |= {"GATEWAY_DKIM_SELECTOR": "city", "GATEWAY_DKIM_KEY": str(write_key(folder))}
        with running_gateway(folder, "up", **way_out, GATEWAY_RULES=str(write_rules(folder))) as gateway:
            engine = create_engine(gateway.environment["GATEWAY_DATABASE_URL"])
            yield Town(gateway=gateway, postfix=postfix, mailboxes=mailboxes, engine=engine)
            engine.dispose()
    mailboxes.stop()


def plain_text(mail: EmailMessage) -> str:
    """The text part of a mail."""
    body = mail.get_body(("plain",))
    return str(body.get_content()) if body else ""


def test_a_resident_and_a_department_talk_in_one_thread(town: Town) -> None:
    """Neither of them sees anything but mail, and the resident's mailbox shows one conversation."""
    anne = "anne@residents.example"
    report = town.write(anne, CITY, "Pothole at 12 Oak St", "There is a pothole at 12 Oak St. A wheel broke.")
    (receipt,) = town.mailbox(anne, size=1)
    (notice,) = town.mailbox(STREETS, size=1)
    (opened,) = town.rows(ticket)
    assert opened.number in receipt["Subject"]
    assert "12 Oak St" in plain_text(notice)
    town.answer(notice, STREETS, "A crew comes tomorrow morning.")
    word = town.mailbox(anne, size=2)[-1]
    assert "A crew comes tomorrow morning." in plain_text(word)
    town.answer(word, anne, "Thank you, it is on the left side.")
    wait_for(lambda: len(town.messages_of(anne)) == 2, town, "Anne's answer")
    town.answer(notice, STREETS, "#closed fixed this morning")
    end = town.mailbox(anne, size=3)[-1]
    assert "fixed this morning" in plain_text(end)
    assert [(row.number, row.status) for row in town.rows(ticket)] == [(opened.number, "closed")]
    mails = [report, *town.mailbox(anne, size=3)]
    assert (by_references(mails), by_gmail(mails)) == (1, 1)


def test_f11_4_the_signature_holds_behind_postfix(town: Town, settings: Any) -> None:
    """What Postfix adds and encodes on the way does not touch what is signed."""
    cris = "cris@elsewhere.example"
    town.write(cris, CITY, "Señal caída", "Hay un bache en la calle Oak 12.\n.\n..punto")
    town.mailbox(cris, size=1)
    (raw,) = [mail.raw for mail in town.mailboxes.mails if mail.recipient == cris]
    key = Path(town.gateway.environment["GATEWAY_DKIM_KEY"])
    signer = load_signer(settings(dkim_selector="city", dkim_key=key))
    assert signer is not None
    record = {b"city._domainkey.elmcity.example.": signer.record.encode()}
    assert dkim.verify(raw, dnsfunc=lambda name, timeout=5: record.get(name))


def test_2_17_postfix_keeps_mail_while_the_gateway_is_away(town: Town) -> None:
    """Nobody notices a restart: the mail waits in Postfix's queue, and becomes one ticket."""
    bart, process = "bart@residents.example", town.gateway.processes["up"]
    process.stop()
    town.write(bart, CITY, "Graffiti", "Graffiti on the wall at 9 Elm St")
    wait_for(lambda: "status=deferred" in town.postfix.log, town, "the first attempt")
    wait_for(lambda: town.postfix.waiting() == 1, town, "the mail in the queue")
    process.start()
    process.wait_until_ready()
    town.mailbox(bart, size=1)
    wait_for(lambda: town.postfix.waiting() == 0, town, "an empty queue")
    assert len(town.messages_of(bart)) == 1


def test_2_10_postfix_itself_refuses_an_unknown_name(town: Town) -> None:
    """The sender hears it at once and from their own mail system, which is the only honest bounce."""
    with pytest.raises(smtplib.SMTPRecipientsRefused) as caught:
        town.write("cris@residents.example", "312@elmcity.example", "Hello", "Is anybody there?")
    assert caught.value.recipients["312@elmcity.example"][0] == 550
    assert town.rows(message, sender="cris@residents.example") == []


def test_what_cannot_be_delivered_comes_back_to_its_ticket(town: Town) -> None:
    """Postfix's own report reaches the bounce address: no ticket, no answer, and the address is known to be dead."""
    gone = "gone@residents.example"
    before = len(town.rows(ticket))
    town.write(gone, CITY, "Broken street light", "The street light at 4 Elm St is out.")
    wait_for(lambda: any(row.undeliverable_at for row in town.rows(contact, address=gone)), town, "the report")
    assert len(town.rows(ticket)) == before + 1
