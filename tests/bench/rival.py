"""What django-helpdesk, the usual Python ticket system, takes to file one mail. Only on request: it is downloaded."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.bench.accepting import CITY
from tests.bench.load import Load, mails
from tests.bench.rows import Row

VERSION = "2.6.1"
MAILS = 300
PROGRAM = Path(__file__).with_name("helpdesk_filing.py")


def measure_helpdesk() -> Iterator[Row]:
    """The same mails of 2 kB, filed one after the other into SQLite; it understands, routes and answers nothing."""
    with tempfile.TemporaryDirectory(prefix="helpdesk-") as folder:
        python = _install(Path(folder))
        load = Load(kind="smtp-new", port=0, messages=MAILS, connections=1, recipient=CITY.addresses[0])
        (Path(folder) / "mails.json").write_text(json.dumps([raw.decode() for _, raw in mails(load)]))
        done = subprocess.run([python, PROGRAM, folder], check=True, capture_output=True, text=True, timeout=300)
    found = json.loads(done.stdout.splitlines()[-1])
    yield Row(
        what=f"django-helpdesk {VERSION}, filed",
        value=f"{found['filed'] / found['seconds']:.0f}/s ({1000 / found['cpu_ms']:.0f} by CPU second)",
        note=f"{MAILS} mails of 2 kB into SQLite, nothing understood or answered",
    )


def _install(folder: Path) -> Path:
    subprocess.run([sys.executable, "-m", "venv", folder / "venv"], check=True)
    python = folder / "venv/bin/python"
    pip = [str(python), "-m", "pip", "--quiet", "--disable-pip-version-check", "install", f"django-helpdesk=={VERSION}"]
    subprocess.run(pip, check=True, stderr=subprocess.DEVNULL)
    return python
