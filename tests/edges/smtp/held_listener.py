"""A listener on a real database whose commit never comes, to be killed: `held_listener.py DATABASE_URL FOLDER`."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from gateway.bell import make_bell
from gateway.edges.smtp import SmtpServer
from gateway.intake import Intake
from gateway.settings import Settings
from gateway.store.engine import Store
from gateway.store.messages import insert_arrivals


class HeldIntake(Intake):
    """The real one, stuck inside its transaction."""

    def _commit(self, batch: Sequence[Any]) -> None:
        with self._gateway.store.writing() as connection:
            insert_arrivals(connection, [item.arrival for item in batch], now=time.time())
            print("inserted", flush=True)
            threading.Event().wait()


def main(database_url: str, folder: str) -> None:
    """Print the port, then `inserted` for a mail that is in the database and not committed."""
    city = SimpleNamespace(own_addresses=("311@elmcity.example",), catch_all=False)
    gateway: Any = SimpleNamespace(
        settings=Settings(database_url=database_url, data_dir=Path(folder), smtp_port=0),
        store=Store(database_url),
        rulebooks=SimpleNamespace(current=lambda: SimpleNamespace(city=city)),
        clock=time.time,
        bell=make_bell(""),
    )
    listener = SmtpServer(gateway, HeldIntake(gateway))
    listener.start()
    print(listener.port, flush=True)
    threading.Event().wait()


if __name__ == "__main__":
    main(*sys.argv[1:])
