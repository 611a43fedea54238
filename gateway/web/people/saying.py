"""Actions of the audit and browsers of sessions, in words that a clerk uses."""

from __future__ import annotations

from typing import Any

from flask import current_app

from gateway.web.auditing import CHANGE_NOTHING, WRITE_THEIR_OWN
from gateway.web.people.pages import pages

_ACTS = {
    "sign_in.signed_in": "Signed in",
    "sign_in.signed_out": "Signed out",
    "sign_in.locked": "Too many wrong tries",
    "sign_in.link_sent": "A link for a forgotten password was sent",
    "sign_in.password_set": "Set a password with a link",
    "sign_in.provider_refused": "Was refused by the city's sign-in",
    "people.invite": "Invited somebody",
    "people.change": "Changed what somebody may do",
    "people.send_link": "Sent a one-time link",
    "people.disable": "Closed an account",
    "people.enable": "Opened an account",
    "people.sign_out_person": "Signed somebody out",
    "people.remove_factor": "Took a second factor away",
    "people.change_password": "Changed the own password",
    "people.end_own_session": "Signed out elsewhere",
    "people.confirm_factor": "Set up a second factor",
    "people.make_codes": "Made new recovery codes",
    "people.remove_own_factor": "Took the own second factor away",
    "user.add": "Added somebody from the server",
    "user.link": "Made a one-time link on the server",
    "user.close": "Closed an account from the server",
    "user.open": "Opened an account from the server",
    "user.no-second-factor": "Took a second factor away from the server",
    "administration.make_webhook": "Had a system told of tickets",
    "administration.change_webhook": "Changed what a system is told",
    "administration.ping_webhook": "Sent a test to a webhook",
    "administration.hurry_webhook": "Had what waits sent to a webhook at once",
    "administration.pause_webhook": "Paused a webhook",
    "administration.continue_webhook": "Let a webhook go on",
    "administration.rotate_secret": "Made a new secret for a webhook",
    "administration.end_webhook": "Ended a webhook",
    "administration.replay_logged": "Had news sent to a webhook once more",
    "administration.replay_webhook": "Had everything unsent sent to a webhook",
    "retention.forgotten": "Made persons of old requests unknown",
    "person.erased": "Erased a person",
    "person.exported": "Exported a person from the server",
    "administration.make_key": "Gave out a key of Open311",
    "administration.revoke_key": "Revoked a key of Open311",
    "api-key.add": "Gave out a key of Open311 from the server",
    "api-key.revoke": "Revoked a key of Open311 from the server",
    "tickets.add_note": "Wrote a note",
    "tickets.reply": "Replied to the resident",
}
_BROWSERS = (("Edg", "Edge"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
"""The first that fits: every browser claims to be the ones after it."""
_SYSTEMS = (
    ("iPhone", "an iPhone"),
    ("iPad", "an iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "a Mac"),
    ("Linux", "Linux"),
)


def list_acts() -> dict[str, str]:
    """Everything that an audit line may be about, by its name, in the order of its words."""
    named = {rule.endpoint for rule in current_app.url_map.iter_rules() if "POST" in (rule.methods or ())}
    audited = {name for name in named if name.partition(".")[0] not in WRITE_THEIR_OWN} - CHANGE_NOTHING
    return dict(sorted(((name, act_in_words(name)) for name in audited | set(_ACTS)), key=lambda act: act[1]))


def act_in_words(action: str) -> str:
    """What somebody did; an endpoint that has no words of its own is named by its room and its own name."""
    room, _, name = action.partition(".")
    return _ACTS.get(action) or f"{_plain(room)}: {_plain(name).lower()}" if name else _plain(action)


def _plain(code: str) -> str:
    return code.replace("_", " ").capitalize()


def browser_in_words(agent: str) -> str:
    """A browser and where it runs, as far as it says so itself."""
    browser = next((name for word, name in _BROWSERS if word in agent), "")
    system = next((name for word, name in _SYSTEMS if word in agent), "")
    if not browser:
        return "A browser" if not system else f"A browser on {system}"
    return f"{browser} on {system}" if system else browser


@pages.record
def _teach_templates(state: Any) -> None:
    state.app.jinja_env.filters |= {"act": act_in_words, "browser": browser_in_words}
