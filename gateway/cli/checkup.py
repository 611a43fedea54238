"""The checks behind `gateway doctor`: each looks at one thing and says in one sentence what it found."""

from __future__ import annotations

import os
import ssl
import tempfile
import time
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import redis
import requests
from sqlalchemy import func, select

from gateway.channels.relay import greet_relay, parse_relay
from gateway.channels.spool import Spool
from gateway.cli.finding import Finding, Health
from gateway.cli.learned_model import check_model
from gateway.cli.mail_doors import check_mailbox, check_providers
from gateway.cli.mail_records import check_records
from gateway.cli.other_texts import check_other_texts, other_texts
from gateway.cli.own_systems import check_own_systems
from gateway.cli.text_doors import check_fallback, check_text_poll
from gateway.errors import GatewayError
from gateway.rulebook_file import RulebookFile
from gateway.rulebook_folder import can_write
from gateway.settings import Settings
from gateway.store.channel_states import list_pauses
from gateway.store.engine import Store
from gateway.store.migrate import is_current
from gateway.store.schema import staff
from gateway.store.work import statistics

TIMEOUT = 5.0


Check = Callable[[Settings], Iterator[Finding]]


def examine(settings: Settings) -> list[Finding]:
    """Run every check; one that fails in an unexpected way is a finding too."""
    findings: list[Finding] = []
    for what, check in _CHECKS.items():
        try:
            findings += check(settings)
        except Exception as error:  # noqa: BLE001 - a doctor that dies of a symptom helps nobody
            findings.append(Finding(what=what, health=Health.BROKEN, words=_one_line(error)))
    return findings


def check_data_folder(settings: Settings) -> Iterator[Finding]:
    """The folder for the spool and the key can be written and has room."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=settings.data_dir):
        pass
    free = os.statvfs(settings.data_dir)
    mebibytes = free.f_bavail * free.f_frsize // 2**20
    health = Health.GOOD if mebibytes > 1024 else Health.BROKEN
    words = f"{settings.data_dir} can be written, {mebibytes} MiB free"
    if waiting := len(Spool(settings.spool_dir).waiting()):
        words += f"; {waiting} texts wait there for the database"
    yield Finding(what="data folder", health=health, words=words)


def check_database(settings: Settings) -> Iterator[Finding]:
    """The database answers, has our tables, and nothing in it waits too long."""
    store = Store(settings.database_url)
    try:
        store.probe()
        if not is_current(store):
            yield Finding(what="database", health=Health.BROKEN, words="not up to date; run `gateway migrate`")
            return
        kind = "SQLite" if store.is_sqlite else "PostgreSQL"
        yield Finding(what="database", health=Health.GOOD, words=f"{kind} answers and is up to date")
        yield from _look_inside(store)
    finally:
        store.dispose()


def _look_inside(store: Store) -> Iterator[Finding]:
    with store.reading() as connection:
        figures = statistics(connection, time.time())
        pauses = list_pauses(connection, now=time.time())
        people = connection.execute(select(func.count()).select_from(staff)).scalar_one()
    waiting = figures.oldest_unprocessed_seconds or 0.0
    health = Health.BROKEN if waiting > 120 or figures.dead else Health.GOOD
    words = f"{figures.ready} waiting, the oldest for {waiting:.0f} s; {figures.dead} given up"
    yield Finding(what="work", health=health, words=words + (" (see `gateway replay`)" if figures.dead else ""))
    for channel, pause in pauses.items():
        yield Finding(what="paused", health=Health.BROKEN, words=f"{channel} sends nothing for now: {pause.reason}")
    words = (
        f"{people} can sign in" if people else "nobody can sign in; run `gateway user add EMAIL --role administrator`"
    )
    yield Finding(what="staff", health=Health.GOOD if people else Health.MISSING, words=words)


def check_rulebook(settings: Settings) -> Iterator[Finding]:
    """The rulebook loads and its examples pass."""
    book = RulebookFile(settings.rules).current()
    words = f"{settings.rules} is in force for {book.city.name} ({len(book.rules)} rules, version {book.version})"
    yield Finding(what="rulebook", health=Health.GOOD, words=words)
    if not can_write(settings.rules):
        folder = settings.rules.resolve().parent
        words = f"{folder} cannot be written: the rules can be changed on disk, but not published in the browser"
        yield Finding(what="publishing", health=Health.MISSING, words=words)
    if not book.city.operator:
        words = "no `operator` in the rulebook: mail for postmaster is kept but nobody is told"
        yield Finding(what="operator", health=Health.MISSING, words=words)


def check_redis(settings: Settings) -> Iterator[Finding]:
    """Redis answers and does not throw jobs away."""
    if not settings.redis_url:
        words = "no REDIS_URL: workers run inside this process or poll the database"
        yield Finding(what="redis", health=Health.MISSING, words=words)
        return
    client = redis.Redis.from_url(settings.redis_url, socket_timeout=TIMEOUT, socket_connect_timeout=TIMEOUT)
    version = client.info("server").get("redis_version", "?")
    policy = client.config_get("maxmemory-policy").get("maxmemory-policy", "noeviction")
    health = Health.GOOD if policy == "noeviction" else Health.BROKEN
    words = f"version {version} answers" + (
        "" if policy == "noeviction" else f"; set maxmemory-policy noeviction, not {policy}"
    )
    yield Finding(what="redis", health=health, words=words)


def check_relay(settings: Settings) -> Iterator[Finding]:
    """The relay that our mail goes out through greets us."""
    if not settings.smtp_relay:
        words = "no GATEWAY_SMTP_RELAY: mail is shown in the simulator and not sent"
        yield Finding(what="mail out", health=Health.MISSING, words=words)
        return
    hostname = settings.smtp_hostname or urlsplit(settings.public_url).hostname or "localhost"
    words = greet_relay(parse_relay(settings.smtp_relay), hostname=hostname)
    yield Finding(what="mail out", health=Health.GOOD, words=words)


def check_twilio(settings: Settings) -> Iterator[Finding]:
    """The account answers; without one texts are only shown."""
    if not settings.twilio_account_sid and other_texts(settings):
        return
    if not settings.twilio_account_sid:
        words = "no GATEWAY_TWILIO_ACCOUNT_SID: texts come from the simulator only"
        yield Finding(what="texts", health=Health.MISSING, words=words)
        return
    if not settings.twilio_auth_token.get_secret_value():
        words = "GATEWAY_TWILIO_AUTH_TOKEN is empty, so every webhook is refused"
        yield Finding(what="texts", health=Health.BROKEN, words=words)
        return
    if not settings.twilio_api_url:
        words = "GATEWAY_TWILIO_API_URL is empty: texts are received, and the answers are only shown"
        yield Finding(what="texts", health=Health.MISSING, words=words)
        return
    user = settings.twilio_api_key or settings.twilio_account_sid
    secret = settings.twilio_api_secret if settings.twilio_api_key else settings.twilio_auth_token
    url = f"{settings.twilio_api_url}/2010-04-01/Accounts/{settings.twilio_account_sid}.json"
    answer = requests.get(url, auth=(user, secret.get_secret_value()), timeout=TIMEOUT)
    health = Health.GOOD if answer.ok else Health.BROKEN
    words = f"Twilio answers {answer.status_code}" + (
        "" if answer.ok else "; check the account SID and the token or key"
    )
    yield Finding(what="texts", health=health, words=words)
    words = f"set the number's webhook to {settings.public_url}/inbound/twilio (POST)"
    https = settings.public_url.startswith("https://")
    words = words if https else "GATEWAY_PUBLIC_URL is not https, so Twilio cannot be sure it reaches you"
    yield Finding(what="webhook", health=Health.GOOD if https else Health.BROKEN, words=words)


def check_mail_in(settings: Settings) -> Iterator[Finding]:
    """Addresses are in the rulebook, and the certificate for STARTTLS can be read."""
    city = RulebookFile(settings.rules).current().city
    words = ", ".join(city.addresses) or "no `addresses` in the rulebook: every recipient is refused"
    yield Finding(what="mail in", health=Health.GOOD if city.addresses else Health.MISSING, words=words)
    if settings.smtp_tls_cert:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(settings.smtp_tls_cert, settings.smtp_tls_key)
        yield Finding(what="starttls", health=Health.GOOD, words=f"{settings.smtp_tls_cert} can be read")
    else:
        words = "no GATEWAY_SMTP_TLS_CERT: fine behind Postfix, not as a public mail server"
        yield Finding(what="starttls", health=Health.MISSING, words=words)


def _one_line(error: Exception) -> str:
    words = str(error) if isinstance(error, GatewayError) else f"{type(error).__name__}: {error}"
    return " ".join(words.split())[:400]


_CHECKS: dict[str, Check] = {
    "data folder": check_data_folder,
    "database": check_database,
    "rulebook": check_rulebook,
    "learned model": check_model,
    "redis": check_redis,
    "mail in": check_mail_in,
    "mail by providers": check_providers,
    "mailbox": check_mailbox,
    "mail out": check_relay,
    "mail records": check_records,
    "texts": check_twilio,
    "texts by others": check_other_texts,
    "lost texts": check_text_poll,
    "fallback": check_fallback,
    "own systems": check_own_systems,
}
