"""The composition root: settings in, one frozen `Gateway` out. Nothing else here makes an engine or reads a key."""

from __future__ import annotations

import contextlib
import os
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from gateway.authentication import Authenticator, make_authenticator
from gateway.bell import Bell, make_bell
from gateway.channels.email import EmailChannel
from gateway.channels.open311_system import Open311System
from gateway.channels.simulator import SimulatorEmail, SimulatorSms
from gateway.channels.text_providers.opening import open_texts
from gateway.channels.webhook import WebhookChannel
from gateway.envelopes import Channel
from gateway.errors import NotReadyError
from gateway.knowledge import Knowledge
from gateway.routing import Rulebook
from gateway.rulebook_file import RulebookFile
from gateway.rulebook_keeping import Keeper
from gateway.settings import Settings
from gateway.store.blobs import shelf_of
from gateway.store.engine import Store
from gateway.tokens import Tokens
from parsers.city import City


@dataclass(frozen=True, slots=True, kw_only=True)
class Gateway:
    """Everything a room needs that has effects; passed as the first argument."""

    settings: Settings
    store: Store
    rulebooks: RulebookFile
    knowledge: Knowledge
    channels: Mapping[str, Channel]
    tokens: Tokens
    bell: Bell
    authenticator: Authenticator = field(default_factory=Authenticator)
    clock: Callable[[], float] = time.time
    """UTC seconds since the epoch."""

    def city(self, rulebook: Rulebook | None = None) -> City:
        """What parsing must know of the city, under `rulebook` or the one in force."""
        return self.knowledge.city(rulebook or self.rulebooks.current())


def build_gateway(settings: Settings, *, clock: Callable[[], float] = time.time) -> Gateway:
    """Build from settings; raises `RulebookError`, `SettingsError` for a bad key, `NotReadyError` for a bad folder."""
    tokens = Tokens(
        key=secret_key(settings),
        previous_key=settings.secret_key_previous.get_secret_value().encode(),
        public_url=settings.public_url,
    )
    store = Store(settings.database_url)
    rulebooks = RulebookFile(settings.rules, listener=Keeper(store=store, path=settings.rules, clock=clock))
    email = EmailChannel(settings=settings, tokens=tokens, rulebooks=rulebooks)
    channels: tuple[Channel, ...] = (
        email,
        *open_texts(settings, rulebooks),
        SimulatorSms(find_blob=shelf_of(store, settings).find),
        SimulatorEmail(email=email),
        Open311System(settings=settings, rulebooks=rulebooks, clock=clock),
        WebhookChannel(store=store, tokens=tokens, own_systems=settings.own_systems, clock=clock),
    )
    return Gateway(
        settings=settings,
        store=store,
        rulebooks=rulebooks,
        knowledge=Knowledge(store),
        channels={channel.name: channel for channel in channels},
        tokens=tokens,
        bell=make_bell(settings.redis_url),
        authenticator=make_authenticator(settings),
        clock=clock,
    )


def secret_key(settings: Settings) -> bytes:
    """The configured key, or one that is made once and kept in the data folder."""
    if given := settings.secret_key.get_secret_value():
        return given.encode()
    path = settings.data_dir / "secret.key"
    try:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            _make_key(path)
        return path.read_text().strip().encode()
    except OSError as error:
        raise NotReadyError(
            f"The folder {settings.data_dir} cannot be written ({error.strerror}). "
            "Make it writable for this user or set GATEWAY_DATA_DIR to one that is."
        ) from None


def _make_key(path: Path) -> None:
    """Write the key aside and link it, so that two processes that start at once agree on one whole key."""
    draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    draft.touch(mode=0o600)
    draft.write_text(secrets.token_urlsafe(48))
    with contextlib.suppress(FileExistsError):
        os.link(draft, path)
    draft.unlink()
