"""`gateway parse` as a process: the command that others build on keeps its shape and loses no line."""

from __future__ import annotations

import base64
import json
import subprocess
import sys

import pytest

KEYS = [
    "id",
    "kind",
    "service",
    "location",
    "occurred",
    "urgency",
    "language",
    "contact",
    "department",
    "personal",
    "further",
    "message",
    "automation",
    "bounce",
    "error",
]


def run(*arguments: str, feed: str = "") -> str:
    """What `gateway parse` writes."""
    done = subprocess.run(
        [sys.executable, "-m", "gateway", "parse", *arguments],
        input=feed.encode(),
        capture_output=True,
        check=True,
        timeout=60,
    )
    return done.stdout.decode()


@pytest.fixture(scope="module")
def answers() -> list[dict]:
    """One run over good and bad lines, because every start costs."""
    raw = base64.b64encode(
        b"From: Anne <anne@mail.example>\r\nSubject: Pothole\r\n\r\nIt is at 12 Oak St.\r\n"
    ).decode()
    lines = [
        json.dumps(
            {"id": 1, "channel": "sms", "from": "+12035550142", "to": "+12035550100", "text": "Pothole at 12 Oak St"}
        ),
        "no json",
        "",
        "[1]",
        json.dumps({"id": "two", "text": 5}),
        json.dumps({"id": 3, "text": "yesterday", "timezone": "Mars"}),
        json.dumps({"id": 4, "text": "yesterday", "received_at": "2026-06-03T02:00:00Z", "timezone": "UTC"}),
        json.dumps({"id": 5, "text": "yesterday", "received_at": "soon"}),
        json.dumps({"id": 6, "channel": "email", "raw_base64": raw}),
        json.dumps(
            {
                "id": 7,
                "channel": "email",
                "text": "It is out again\n\nOn Monday Bart wrote:\n> hello",
                "follow_up": True,
            }
        ),
        json.dumps({"id": 8, "text": "caf\ud800 \u0000 STOP"}),
        json.dumps({"id": 9, "channel": "pigeon", "text": "hi"}),
    ]
    return [json.loads(line) for line in run("--jsonl", feed="\n".join(lines) + "\n").splitlines()]


def test_every_line_is_answered_in_order(answers):
    """Never fewer answers than lines, and each with all keys."""
    assert [answer["id"] for answer in answers] == [1, None, None, None, "two", 3, 4, 5, 6, 7, 8, 9]
    assert all(list(answer) == KEYS for answer in answers)


def test_what_cannot_be_read_is_an_answer_too(answers):
    """A sentence says what to write instead."""
    broken = [answer for answer in answers if answer["error"]]
    assert [answer["id"] for answer in broken] == [None, None, None, "two", 3, 5, 9]
    assert all(answer["kind"] == "unreadable" for answer in broken)


def test_a_good_line_is_understood(answers):
    """Service, place and addresses of the first line."""
    first = answers[0]
    assert (first["kind"], first["service"]["code"], first["location"]["number"]) == ("request", "pothole", "12")
    assert first["message"]["to"] == ["+12035550100"]


def test_the_item_s_zone_and_time_decide(answers):
    """`yesterday` is counted from the receipt in the given zone."""
    assert answers[6]["occurred"]["start"] == "2026-06-02T00:00:00+00:00"


def test_a_mail_is_read(answers):
    """Raw mail goes through the mail reader; its subject counts."""
    mail = answers[8]
    assert mail["message"]["subject"] == "Pothole"
    assert (mail["service"]["code"], mail["location"]["number"]) == ("pothole", "12")


def test_a_follow_up_folds_quotes_away(answers):
    """Only the new words of a reply are shown as new."""
    assert answers[9]["kind"] == "follow_up"
    assert "hello" not in answers[9]["message"]["new_text"]
    assert "hello" in answers[9]["message"]["quoted_text"]


def test_one_text_is_shown_for_people():
    """Without --jsonl the answer to one text is indented."""
    shown = run("Hay un bache en la calle Roble")
    assert json.loads(shown)["language"] == "es"
    assert shown.startswith("{\n  ")


def test_the_decision_is_added_on_request():
    """--route asks the rulebook in the project's root."""
    answer = json.loads(run("--jsonl", "--route", feed='{"id": 1, "text": "I smell gas at 12 Oak St"}\n'))
    assert answer["urgency"] == "emergency"
    assert answer["decision"]["department"]
