"""Settings: every mistake at once, by the name of the variable."""

from __future__ import annotations

import pytest

from gateway.errors import SettingsError
from gateway.settings import load_settings


def test_all_mistakes_are_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """An operator must not find them one restart at a time."""
    monkeypatch.setenv("GATEWAY_WEB_PORT", "eight")
    monkeypatch.setenv("GATEWAY_PUBLIC_URL", "311.city.example")
    monkeypatch.setenv("GATEWAY_DATABASE_URL", "mysql://root:geheim@db/x")
    with pytest.raises(SettingsError) as caught:
        load_settings()
    words = str(caught.value)
    assert all(name in words for name in ("GATEWAY_WEB_PORT", "GATEWAY_PUBLIC_URL", "GATEWAY_DATABASE_URL"))
    assert "geheim" not in words


def test_secrets_do_not_show_in_a_printed_settings_object(monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings end up in tracebacks and bug reports."""
    monkeypatch.setenv("GATEWAY_TWILIO_AUTH_TOKEN", "geheim")
    assert "geheim" not in repr(load_settings())


def test_postgres_urls_of_hosting_platforms_are_understood(monkeypatch: pytest.MonkeyPatch) -> None:
    """`postgres://` is what platforms hand out."""
    monkeypatch.setenv("GATEWAY_DATABASE_URL", "postgres://u@db/x")
    assert load_settings().database_url == "postgresql://u@db/x"


def test_a_list_is_written_with_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    """As people write lists in environment variables."""
    monkeypatch.setenv("GATEWAY_SMTP_PROXY_PROTOCOL_FROM", "10.0.0.1, 10.0.0.2,")
    assert load_settings().smtp_proxy_protocol_from == ("10.0.0.1", "10.0.0.2")
