"""An IMAP server for tests with just the commands that a reader of a mailbox needs, and faults where it is told to."""

from __future__ import annotations

import base64
import re
import socketserver
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field

Fault = Callable[[str], str | None]
"""Given the arguments of a command: `NO …` to refuse it, `DROP` to hang up before it, `DONE` after it; else None."""
CAPABILITIES = "IMAP4rev1 NAMESPACE UIDPLUS MOVE AUTH=XOAUTH2"


@dataclass
class StoredMail:
    """A mail in a folder."""

    uid: int
    raw: bytes
    flags: set[str] = field(default_factory=set)


class FakeImap:
    """One account with folders; it listens between `start` and `stop`."""

    def __init__(self) -> None:
        self.folders: dict[str, list[StoredMail]] = {"INBOX": []}
        self.uidvalidity = 7
        self.capabilities = CAPABILITIES
        self.prefix = ""
        self.password = "secret"
        self.faults: dict[str, Fault] = {}
        self.seen: Counter[str] = Counter()
        self._next = 1
        self._server: socketserver.ThreadingTCPServer | None = None

    def put(self, raw: bytes) -> int:
        """A new mail in the inbox; its UID."""
        self.folders["INBOX"].append(StoredMail(self._next, raw))
        self._next += 1
        return self._next - 1

    def begin_anew(self, uidvalidity: int) -> None:
        """As after a restore from a backup: other UIDs for the same mails."""
        self.uidvalidity = uidvalidity
        for number, mail in enumerate(self.folders["INBOX"], start=1):
            mail.uid = number
        self._next = len(self.folders["INBOX"]) + 1

    def uids(self, folder: str) -> list[int]:
        return [mail.uid for mail in self.folders.get(folder, [])]

    @property
    def url(self) -> str:
        return f"imap://city%40mail.example@127.0.0.1:{self.port}/INBOX"

    @property
    def port(self) -> int:
        assert self._server
        return int(self._server.server_address[1])

    def start(self) -> None:
        account = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                with suppress(OSError, ConnectionAbortedError):
                    _Session(account, self).run()

        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def stop(self) -> None:
        if self._server:
            self._server.shutdown()
            self._server.server_close()


class _Session:
    def __init__(self, account: FakeImap, handler: socketserver.StreamRequestHandler) -> None:
        self._account, self._read, self._write = account, handler.rfile, handler.wfile
        self._is_signed_in = False

    def run(self) -> None:
        self._say("* OK ready")
        while line := self._read.readline():
            tag, _, rest = line.decode().rstrip("\r\n").partition(" ")
            name, _, arguments = rest.partition(" ")
            if name.upper() == "UID":
                sub, _, arguments = arguments.partition(" ")
                name = f"UID {sub}"
            self._answer(tag, name.upper(), arguments)

    def _answer(self, tag: str, name: str, arguments: str) -> None:
        self._account.seen[name] += 1
        fault = self._account.faults.get(name)
        wish = fault(arguments) if fault else None
        if wish == "DROP":
            raise ConnectionAbortedError
        if wish and wish != "DONE":
            self._say(f"{tag} {wish}")
            return
        method = getattr(self, "_" + name.lower().replace(" ", "_"), None)
        verdict = method(arguments) if method else "BAD unknown"
        if wish == "DONE":
            raise ConnectionAbortedError
        self._say(f"{tag} {verdict or 'OK done'}")

    def _say(self, line: str) -> None:
        self._write.write(line.encode() + b"\r\n")

    def _capability(self, _: str) -> None:
        self._say(f"* CAPABILITY {self._account.capabilities}")

    def _login(self, arguments: str) -> str | None:
        self._is_signed_in = arguments.endswith(f'"{self._account.password}"')
        return None if self._is_signed_in else "NO [AUTHENTICATIONFAILED] wrong"

    def _authenticate(self, _: str) -> str | None:
        self._say("+ ")
        said = base64.b64decode(self._read.readline())
        self._is_signed_in = said == f"user=city@mail.example\1auth=Bearer {self._account.password}\1\1".encode()
        return None if self._is_signed_in else "NO wrong"

    def _namespace(self, _: str) -> None:
        self._say(f'* NAMESPACE (("{self._account.prefix}" "/")) NIL NIL')

    def _select(self, _: str) -> str | None:
        assert self._is_signed_in
        self._say(f"* {len(self._inbox)} EXISTS")
        self._say(f"* OK [UIDVALIDITY {self._account.uidvalidity}] ok")
        return None

    def _list(self, arguments: str) -> None:
        name = arguments.split('"')[-2]
        if name in self._account.folders:
            self._say(f'* LIST () "/" "{name}"')

    def _create(self, arguments: str) -> None:
        self._account.folders.setdefault(arguments.strip('"'), [])

    def _uid_search(self, arguments: str) -> None:
        """A server answers `n:*` with the last mail even when its UID is below n."""
        first = int(re.findall(r"UID (\d+):\*", arguments)[0])
        last = max((mail.uid for mail in self._inbox), default=0)
        found = [mail.uid for mail in self._inbox if mail.uid >= min(first, last) and r"\Deleted" not in mail.flags]
        self._say(" ".join(["* SEARCH", *map(str, found)]))

    def _uid_fetch(self, arguments: str) -> None:
        for number, mail in self._named(arguments):
            if "RFC822.SIZE" in arguments:
                self._say(f"* {number} FETCH (UID {mail.uid} RFC822.SIZE {len(mail.raw)})")
            else:
                assert "BODY.PEEK[]" in arguments
                date = '"01-Jun-2026 12:00:00 -0400"'
                self._say(f"* {number} FETCH (UID {mail.uid} INTERNALDATE {date} BODY[] {{{len(mail.raw)}}}")
                self._write.write(mail.raw)
                self._say(")")

    def _uid_store(self, arguments: str) -> None:
        for _, mail in self._named(arguments):
            mail.flags |= set(re.findall(r"\\\w+", arguments))

    def _uid_copy(self, arguments: str) -> None:
        target = self._account.folders[arguments.split(" ", 1)[1].strip('"')]
        target.extend(StoredMail(mail.uid, mail.raw) for _, mail in self._named(arguments))

    def _uid_move(self, arguments: str) -> None:
        self._uid_copy(arguments)
        for _, mail in list(self._named(arguments)):
            self._inbox.remove(mail)

    def _uid_expunge(self, arguments: str) -> None:
        for _, mail in list(self._named(arguments)):
            if r"\Deleted" in mail.flags:
                self._inbox.remove(mail)

    def _logout(self, _: str) -> None:
        self._say("* BYE")

    @property
    def _inbox(self) -> list[StoredMail]:
        return self._account.folders["INBOX"]

    def _named(self, arguments: str) -> Iterator[tuple[int, StoredMail]]:
        uid = int(arguments.split(maxsplit=1)[0])
        return ((number, mail) for number, mail in enumerate(self._inbox, start=1) if mail.uid == uid)
