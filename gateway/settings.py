"""Settings from `GATEWAY_*` variables and `REDIS_URL`; all mistakes are reported at once, by variable name."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AliasChoices, Field, SecretStr, ValidationError, field_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from gateway.errors import SettingsError

MEBIBYTE = 1024 * 1024
CommaSeparated = Annotated[tuple[str, ...], NoDecode]
Roles = Annotated[tuple[Literal["administrator", "lead", "member", "viewer"], ...], NoDecode]


class Settings(BaseSettings):
    """Everything that differs between two installations. Each field's description is its documentation."""

    model_config = SettingsConfigDict(env_prefix="GATEWAY_", frozen=True, extra="ignore")

    database_url: str = Field(
        "sqlite:///var/gateway.db", description="SQLAlchemy URL; sqlite:///file or postgresql://user@host/name"
    )
    redis_url: str = Field(
        "",
        validation_alias=AliasChoices("REDIS_URL", "redis_url"),
        description="Redis for RQ; empty for workers inside this process",
    )
    data_dir: Path = Field(
        Path("var"), description="Folder for the spool, the secret key, files and the embedded database"
    )
    rules: Path = Field(Path("routing_rules.yaml"), description="The rulebook")
    public_url: str = Field(
        "http://127.0.0.1:8311", description="The address that residents and providers reach the web service by"
    )
    secret_key: SecretStr = Field(
        SecretStr(""),
        description="Signs sessions, reply tokens and bounce addresses; made in the data folder when empty",
    )
    secret_key_previous: SecretStr = Field(
        SecretStr(""), description="The key before this one, still accepted in reply tokens"
    )
    simulator: bool = Field(
        False, description="Show the simulator pages; `gateway up` switches them on unless this is set"
    )

    web_host: str = Field("127.0.0.1", description="Address that the web server listens on")
    web_port: int = Field(
        8311,
        ge=0,
        le=65535,
        description="Port of the web server",
        validation_alias=AliasChoices("GATEWAY_WEB_PORT", "PORT", "web_port"),
    )
    web_threads: int = Field(16, ge=2, le=256, description="Threads of the web server")
    trusted_proxies: int = Field(
        0,
        ge=0,
        le=8,
        description="Number of proxies in front whose X-Forwarded-* is believed for pages (never for signatures)",
    )
    open311_charset: bool = Field(
        True,
        description="Name UTF-8 in the Content-Type of Open311, as the standard has it; off for clients that stumble",
    )

    session_idle_minutes: int = Field(
        120, ge=5, le=720, description="Minutes without a click after which staff sign in again; 12 hours at the latest"
    )
    require_second_factor: Roles = Field(
        (),
        description="Who must have a second factor, as a list of administrator, lead, member, viewer; empty: nobody",
    )
    oidc_issuer: str = Field(
        "",
        pattern=r"^(|https?://\S+)$",
        description="Issuer of the identity provider that staff sign in with (OpenID Connect); empty: passwords only",
    )
    oidc_client_id: str = Field("", description="Client id of this gateway at the identity provider")
    oidc_client_secret: SecretStr = Field(SecretStr(""), description="Client secret of this gateway there")
    oidc_name: str = Field("your city account", description="What the sign-in page calls the identity provider")
    oidc_new_people: Literal["", "member", "viewer"] = Field(
        "", description="Role of whom the identity provider knows and nobody invited; empty: they are refused"
    )
    oidc_unverified_mail: bool = Field(
        False,
        description="Believe mail addresses that the identity provider does not call verified; only for one that "
        "your own city runs",
    )

    smtp_host: str = Field("127.0.0.1", description="Address that the SMTP listener binds")
    smtp_port: int = Field(2525, ge=0, le=65535, description="Port of the SMTP listener")
    lmtp_host: str = Field("127.0.0.1", description="Address that the LMTP listener binds")
    lmtp_port: int | None = Field(None, ge=0, le=65535, description="Port of the LMTP listener; empty for none")
    smtp_hostname: str = Field(
        "", description="Fully qualified name in the banner; the host of the public URL when empty"
    )
    smtp_tls_cert: Path | None = Field(None, description="Certificate chain (PEM) that switches STARTTLS on")
    smtp_tls_key: Path | None = Field(None, description="Private key (PEM) of the certificate")
    smtp_proxy_protocol_from: CommaSeparated = Field(
        (), description="Addresses of load balancers that must speak PROXY v1 or v2; empty for none"
    )
    smtp_bare_newline: str = Field(
        "normalize", pattern="^(normalize|reject)$", description="What to do with bare line feeds: normalize or reject"
    )
    smtp_early_talkers: str = Field(
        "allow",
        pattern="^(allow|reject)$",
        description="What to do with clients that talk before the banner: allow (behind an MTA) or reject",
    )
    message_size_limit: int = Field(36 * MEBIBYTE, ge=MEBIBYTE, description="Octets of the largest mail")
    bytes_in_flight_limit: int = Field(
        256 * MEBIBYTE, ge=MEBIBYTE, description="Octets of all mails being received at once"
    )
    smtp_connections: int = Field(200, ge=1, description="Connections at once")
    smtp_connections_per_ip: int = Field(50, ge=1, description="Connections at once from one address")
    smtp_recipients: int = Field(200, ge=100, description="Recipients of one mail; the ones beyond get 452")
    smtp_timeout: float = Field(300.0, gt=0, description="Seconds that an SMTP client may be idle")
    smtp_min_data_rate: int = Field(
        500, ge=0, description="Octets a second below which a client is cut off during DATA; 0 for no bound"
    )

    smtp_relay: str = Field(
        "",
        description="host:port of the way out for mail; smtp://, smtps://, user:password@ allowed; empty: only shown",
    )

    dkim_selector: str = Field("", description="Name of the DKIM record that our mail is signed for, such as city2026")
    dkim_key: Path | None = Field(
        None, description="File of the RSA private key (PEM) that signs our mail; empty where the relay signs"
    )

    authserv_id: CommaSeparated = Field(
        (),
        description="Name by which the mail server in front signs the Authentication-Results that are believed; "
        "empty: only a failure is",
    )
    authserv_place: Literal["above", "below"] = Field(
        "above",
        description="Where that server writes it: above its own Received field (Rspamd), or below (OpenDKIM, "
        "OpenDMARC; it must remove those that senders bring)",
    )
    check_senders: bool = Field(
        False, description="Check SPF, DKIM and DMARC of mail that comes by SMTP ourselves; not behind a mail server"
    )
    arc_sealers: CommaSeparated = Field(
        (), description="Domains that forward mail to us and whose ARC seal is believed; empty for none"
    )
    dns_servers: CommaSeparated = Field(
        (), description="Name servers to ask about senders, as address or address:port; empty: those of the machine"
    )
    trust_spam_headers: bool = Field(
        False, description="Hold mail that the mail server in front marks as spam; staff see it and can file it"
    )

    sendgrid_password: SecretStr = Field(
        SecretStr(""), description="Password in the address of SendGrid's Inbound Parse webhook; empty: no such door"
    )
    sendgrid_verification_key: str = Field(
        "", description="Public key (base64) of SendGrid's signed Inbound Parse webhook; with a password both count"
    )
    mailgun_signing_key: SecretStr = Field(
        SecretStr(""), description="HTTP webhook signing key of Mailgun; empty: no such door"
    )
    postmark_password: SecretStr = Field(
        SecretStr(""), description="Password in the address of Postmark's inbound webhook; empty: no such door"
    )
    ses_topic_arn: str = Field(
        "",
        pattern=r"^(|arn:aws[a-z-]*:sns:[a-z0-9-]+:\d+:[A-Za-z0-9_.-]+)$",
        description="ARN of the SNS topic that Amazon SES notifies of mail; empty: no such door",
    )
    ses_access_key: str = Field("", description="Key id (AKIA…) that may read the bucket of SES's S3 action")
    ses_secret_key: SecretStr = Field(SecretStr(""), description="Secret of that key")

    imap_url: str = Field(
        "",
        description="Mailbox to read: imaps://USER@HOST/INBOX, a @ in the user's name as %40; empty: none is read",
    )
    imap_password: SecretStr = Field(SecretStr(""), description="Password of the mailbox")
    imap_token_file: Path | None = Field(
        None, description="File with an OAuth2 access token, kept fresh by another program; instead of the password"
    )
    imap_seconds: float = Field(30.0, ge=1, description="Seconds between two looks into the mailbox")

    twilio_account_sid: str = Field("", description="Account SID (AC…)")
    twilio_auth_token: SecretStr = Field(SecretStr(""), description="Auth token that signs the webhooks")
    twilio_auth_token_previous: SecretStr = Field(SecretStr(""), description="The other token during a rotation")
    twilio_shared_key: SecretStr = Field(
        SecretStr(""), description="Secret of a SharedKey that signs the webhooks with HMAC-SHA256 (beta at Twilio)"
    )
    twilio_api_key: str = Field("", description="API key SID (SK…) for sending; the account's token when empty")
    twilio_api_secret: SecretStr = Field(SecretStr(""), description="Secret of the API key")
    twilio_messaging_service_sid: str = Field("", description="Messaging service (MG…) to send with")
    twilio_api_url: str = Field(
        "https://api.twilio.com",
        description="Where the REST API is; empty: texts are received but the answers are only shown",
    )
    text_poll_seconds: float = Field(
        300.0,
        ge=0,
        description="Seconds between two questions to Twilio for texts whose webhook never came; 0 for none",
    )
    fallback_host: str = Field("127.0.0.1", description="Address that `gateway fallback` listens on")
    fallback_port: int = Field(8312, ge=0, le=65535, description="Port of `gateway fallback`")
    fallback_url: str = Field(
        "", description="The address that Twilio reaches `gateway fallback` by; empty: that of the web service"
    )
    fallback_dir: Path | None = Field(
        None,
        description="Folder where `gateway fallback` keeps texts until the clock takes them in; empty: fallback/ in "
        "the data folder",
    )

    text_pause: float = Field(
        20.0,
        ge=0,
        le=60,
        description="Seconds that an answer to a text waits for the sender's next one, so that both get one answer; "
        "0 for none",
    )

    text_segments_a_second: float = Field(
        1.0,
        ge=0,
        description="Segments a second that an ordinary number of yours may send; a toll-free one sends three times, a "
        "short code a hundred times as many; 0 for no bound",
    )

    geocoder_url: str = Field(
        "",
        pattern=r"^(|https?://\S+)$",
        description="Search of a geocoder that finds places in words: Nominatim (…/search), Photon (…/api) or Pelias "
        "(…/v1/search); empty: none is asked",
    )
    geocoder_key: SecretStr = Field(SecretStr(""), description="Key of that geocoder, where it wants one")

    map_tiles: str = Field(
        "",
        pattern=r"^(|https?://\S+\{z\}\S*\{[xy]\}\S*\{[xy]\}\S*)$",
        description="Tiles that maps on pages lie on, such as https://tiles.example/{z}/{x}/{y}.png; empty: maps are "
        "drawn from the city's own streets and districts",
    )
    map_credit: str = Field("", description="Whose tiles they are, as their owner wants it said on every map")

    vonage_signature_secret: SecretStr = Field(
        SecretStr(""), description="Signature secret of Vonage, which signs its webhooks; empty: no such door"
    )
    vonage_signature_method: Literal["md5hash", "md5", "sha1", "sha256", "sha512"] = Field(
        "sha256", description="How Vonage signs SMS webhooks, as set there: sha256, sha512, sha1, md5 or md5hash"
    )
    vonage_api_key: str = Field("", description="API key of Vonage")
    vonage_api_secret: SecretStr = Field(SecretStr(""), description="API secret of Vonage, for sending")
    vonage_api_url: str = Field(
        "https://rest.nexmo.com", description="Where Vonage's SMS API is; empty: the answers are only shown"
    )
    bandwidth_webhook_user: str = Field("", description="User name that Bandwidth calls us with")
    bandwidth_webhook_password: SecretStr = Field(
        SecretStr(""), description="Password that Bandwidth calls us with; empty: no such door"
    )
    bandwidth_account_id: str = Field("", description="Account id at Bandwidth")
    bandwidth_application_id: str = Field("", description="Messaging application that Bandwidth sends by")
    bandwidth_api_user: str = Field("", description="User name, or API token, for sending by Bandwidth")
    bandwidth_api_password: SecretStr = Field(SecretStr(""), description="Password, or secret of that API token")
    bandwidth_api_url: str = Field(
        "https://messaging.bandwidth.com/api/v2",
        description="Where Bandwidth's messaging API is; empty: the answers are only shown",
    )
    telnyx_public_key: str = Field(
        "", description="Public key (base64) that Telnyx signs its webhooks for; empty: no such door"
    )
    telnyx_api_key: SecretStr = Field(SecretStr(""), description="API key (KEY…) of Telnyx, for sending")
    telnyx_messaging_profile_id: str = Field("", description="Messaging profile to send with; empty: the number's own")
    telnyx_api_url: str = Field(
        "https://api.telnyx.com/v2", description="Where Telnyx's API is; empty: the answers are only shown"
    )
    android_signing_key: SecretStr = Field(
        SecretStr(""), description="Webhook signing key of the app SMS Gateway for Android; empty: no such door"
    )
    android_number: str = Field("", description="Number of that phone, which its messages do not always tell")
    android_user: str = Field("", description="User name that the app shows, for sending")
    android_password: SecretStr = Field(SecretStr(""), description="Password that the app shows")
    android_api_url: str = Field(
        "https://api.sms-gate.app/3rdparty/v1",
        description="Where the app's API is: its cloud, or http://PHONE:8080; empty: the answers are only shown",
    )

    own_systems: CommaSeparated = Field(
        (),
        description="Hosts of your own systems that tickets and webhooks may be sent to although they are in your own "
        "network or have no https; empty: public https addresses only",
    )
    open311_requests_a_minute: int = Field(
        600,
        ge=0,
        description="Requests a minute for reading by Open311 from one network; 0 for no bound",
    )
    files: str = Field(
        "",
        pattern="^(|disk|database)$",
        description="Where files of messages are kept: disk (the data folder) or database; empty: disk with SQLite",
    )
    automatic_mail_an_hour: int = Field(
        1_000,
        ge=1,
        description="Answers, and notices to departments, an hour that never look like a loop; above the busiest hour",
    )
    workers: int = Field(2, ge=1, le=64, description="Worker threads of `gateway up`")
    log_format: str = Field("", pattern="^(|json|text)$", description="json or text; text on a terminal when empty")
    log_level: str = Field(
        "INFO", pattern="^(DEBUG|INFO|WARNING|ERROR)$", description="Least severe level that is logged"
    )

    @field_validator(
        "smtp_proxy_protocol_from",
        "authserv_id",
        "arc_sealers",
        "dns_servers",
        "own_systems",
        "require_second_factor",
        mode="before",
    )
    @classmethod
    def _split(cls, value: Any) -> Any:
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @field_validator("lmtp_port", "dkim_key", "imap_token_file", "fallback_dir", mode="before")
    @classmethod
    def _empty_is_none(cls, value: Any) -> Any:
        return None if value == "" else value

    @field_validator("public_url")
    @classmethod
    def _web_address(cls, value: str) -> str:
        if not value.startswith(("http://", "https://")):
            raise ValueError("must start with http:// or https://")
        # What stands behind # in a webhook's address tells Twilio how to call, and is neither sent nor signed.
        return value.partition("#")[0].rstrip("/")

    @field_validator("fallback_url")
    @classmethod
    def _web_address_or_none(cls, value: str) -> str:
        return cls._web_address(value) if value else value

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: str) -> str:
        value = "postgresql" + value[len("postgres") :] if value.startswith("postgres://") else value
        if not value.startswith(("sqlite:///", "postgresql://", "postgresql+psycopg://")):
            raise ValueError("must be sqlite:///FILE or postgresql://USER@HOST/NAME")
        return value

    @property
    def spool_dir(self) -> Path:
        """Where webhooks wait while the database is away."""
        return self.data_dir / "spool"

    @property
    def fallback_spool_dir(self) -> Path:
        """Where `gateway fallback` keeps texts; nothing else is in it."""
        return self.fallback_dir or self.data_dir / "fallback"

    @property
    def files_dir(self) -> Path:
        """Where the files of messages lie that the database does not keep."""
        return self.data_dir / "files"

    @property
    def keeps_files_on_disk(self) -> bool:
        """Where new files go. With PostgreSQL there may be several machines, which share nothing but the database."""
        return self.files == "disk" or (not self.files and self.database_url.startswith("sqlite"))


def load_settings(**overrides: Any) -> Settings:
    """Read the environment; raises `SettingsError` naming every wrong variable."""
    try:
        return Settings(**overrides)
    except ValidationError as error:
        lines = [f"{_variable(item['loc'])}: {_complaint(item)}" for item in error.errors()]
        raise SettingsError("These settings are wrong:\n  " + "\n  ".join(lines)) from None


def _complaint(item: ErrorDetails) -> str:
    words = item["msg"].removeprefix("Value error, ")
    may_hold_a_password = "://" in str(item["input"])
    return words if may_hold_a_password else f"{words} (it is {item['input']!r})"


def _variable(loc: tuple[int | str, ...]) -> str:
    name = str(loc[0])
    return name if name.isupper() else f"GATEWAY_{name.upper()}"
