"""Media are fetched at the provider's and nowhere else, with bounds on octets and time (PROTOCOL 12.11, F12.6)."""

from __future__ import annotations

import gzip
import itertools
import ssl
import threading
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from gateway.channels.fetching import (
    S3_HOSTS,
    Hop,
    MediaRules,
    PinnedConnection,
    basic_authorization,
    fetch_media,
    open_connection,
)
from gateway.channels.public_addresses import is_public
from gateway.envelopes import FetchedMedia
from gateway.errors import MediaGoneError, MediaLaterError
from tests.fake_media import MediaServer, Reply, moved

HOME = "https://api.twilio.com/media/1"
SECRET = basic_authorization("SK1", "secret")
RULES = MediaRules(
    provider="Twilio",
    hosts=("api.twilio.com", "api.*.twilio.com"),
    redirect_hosts=("*.twiliocdn.com", *S3_HOSTS),
    headers=SECRET,
)
PUBLIC = "52.1.2.3"


@dataclass
class World:
    """The internet of a test: one server stands for every host, and names lead where the test says."""

    server: MediaServer
    names: dict[str, list[str]] = field(default_factory=dict)
    connected: list[tuple[str, str]] = field(default_factory=list)

    def fetch(self, url: str = HOME, rules: MediaRules = RULES) -> FetchedMedia:
        return fetch_media(url, rules, resolve=self._resolve, connect=self._connect)

    def _resolve(self, host: str, port: int) -> list[str]:
        del port
        return self.names.get(host, [PUBLIC])

    def _connect(self, hop: Hop, address: str, seconds: float) -> PinnedConnection:
        self.connected.append((hop.host, address))
        return open_connection(replace(hop, scheme="http", port=self.server.port), "127.0.0.1", seconds)


@pytest.fixture
def world() -> Iterator[World]:
    server = MediaServer()
    server.start()
    yield World(server)
    server.stop()


def test_12_11_a_file_is_fetched_with_the_key(world: World) -> None:
    """Twilio asks for HTTP Basic authentication on all media."""
    world.server.replies["/media/1"] = [
        Reply(
            body=b"octets",
            headers={"Content-Type": "Image/JPEG; x=1", "Content-Disposition": 'attachment; filename="hole.jpg"'},
        )
    ]
    assert world.fetch() == FetchedMedia(octets=b"octets", content_type="image/jpeg", filename="hole.jpg")
    assert world.server.authorizations() == [SECRET["Authorization"]]
    assert world.connected == [("api.twilio.com", PUBLIC)]


def test_12_11_redirects_are_followed_without_the_key(world: World) -> None:
    """Also when the way leads back: whoever sent us away and back must not learn it by that."""
    world.server.replies = {
        "/media/1": [moved("https://mms.twiliocdn.com/a?token=1")],
        "/a?token=1": [moved("https://media.s3.us-east-1.amazonaws.com/b")],
        "/b": [moved("/c", 302)],
        "/c": [Reply(body=b"photo")],
    }
    assert world.fetch().octets == b"photo"
    assert world.server.authorizations() == [SECRET["Authorization"], None, None, None]


def test_12_11_a_redirect_on_the_same_host_keeps_the_key(world: World) -> None:
    """Otherwise the second request would be refused."""
    world.server.replies = {"/media/1": [moved("/media/2")], "/media/2": [Reply(body=b"photo")]}
    assert world.fetch().octets == b"photo"
    assert world.server.authorizations() == [SECRET["Authorization"]] * 2


def test_f12_6_a_key_that_was_dropped_is_not_sent_again(world: World) -> None:
    """Home, away, and home again."""
    world.server.replies = {
        "/media/1": [moved("https://mms.twiliocdn.com/a")],
        "/a": [moved("https://api.us1.twilio.com/media/3")],
        "/media/3": [Reply(body=b"photo")],
    }
    world.fetch()
    assert world.server.authorizations() == [SECRET["Authorization"], None, None]


def test_12_11_four_redirects_are_too_many(world: World) -> None:
    """A ring would never end."""
    world.server.replies["/media/1"] = [moved(HOME)]
    with pytest.raises(MediaGoneError, match="redirects more than 3 times"):
        world.fetch()
    assert len(world.server.seen) == 4


@pytest.mark.parametrize(
    "url",
    [
        "http://api.twilio.com/media/1",
        "https://api.twilio.com:8443/media/1",
        "https://key@api.twilio.com/media/1",
        "https://api.twilio.com.evil.example/media/1",
        "https://evil.example/media/1",
        "https://mms.twiliocdn.com/media/1",
        "https://169.254.169.254/latest/meta-data",
        "https://[::1]/",
        "https://api.twilio.com:port/",
        "ftp://api.twilio.com/media/1",
        "file:///etc/passwd",
        "/media/1",
        "",
    ],
)
def test_f12_6_only_the_providers_own_addresses_are_asked(world: World, url: str) -> None:
    """A text can carry any address; nobody is connected to for another one, nor even looked up."""
    with pytest.raises(MediaGoneError, match="was not fetched"):
        world.fetch(url)
    assert world.connected == []


@pytest.mark.parametrize(
    "location",
    [
        "http://169.254.169.254/latest/meta-data",
        "https://evil.example/a",
        "http://mms.twiliocdn.com/a",
        "https://ec2-52-1-2-3.compute-1.amazonaws.com/a",
        "file:///etc/passwd",
        "http://127.0.0.1:6379/",
    ],
)
def test_f12_6_a_redirect_to_a_stranger_is_refused(world: World, location: str) -> None:
    """The cloud's metadata service is what such a redirect is for."""
    world.server.replies["/media/1"] = [moved(location)]
    with pytest.raises(MediaGoneError, match="was not fetched"):
        world.fetch()
    assert len(world.connected) == 1


@pytest.mark.parametrize("addresses", [["10.0.0.7"], [PUBLIC, "127.0.0.1"], ["::ffff:169.254.169.254"]])
def test_f12_6_a_name_that_leads_inside_is_refused(world: World, addresses: list[str]) -> None:
    """A listed name may have been taken over, or its answer forged."""
    world.names["mms.twiliocdn.com"] = addresses
    world.server.replies["/media/1"] = [moved("https://mms.twiliocdn.com/a")]
    with pytest.raises(MediaGoneError, match="private network"):
        world.fetch()
    assert world.connected == [("api.twilio.com", PUBLIC)]


def test_f12_6_the_connection_goes_to_the_address_that_was_checked(world: World) -> None:
    """A second look-up could answer otherwise (DNS rebinding), so there is none."""
    answers = iter([["52.9.9.9"], ["10.0.0.1"]])
    world.server.replies["/media/1"] = [Reply(body=b"photo")]
    fetch_media(HOME, RULES, resolve=lambda *_: next(answers), connect=world._connect)
    assert world.connected == [("api.twilio.com", "52.9.9.9")]
    assert world.server.seen[0][1]["host"].startswith("api.twilio.com")


@pytest.mark.parametrize(
    "address",
    [
        *("10.1.2.3", "172.16.0.1", "192.168.1.1", "127.0.0.1", "169.254.169.254", "0.0.0.0", "100.64.0.1"),
        *("224.0.0.1", "240.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1"),
        *("::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fec0::1", "ff02::1", "2001:db8::1"),
        *("::ffff:10.0.0.1", "::ffff:127.0.0.1", "2002:7f00:1::", "64:ff9b::7f00:1", "64:ff9b:1::1", "::7f00:1"),
        *("2001:0:7f00:1::", "4000::1", "localhost", ""),
    ],
)
def test_f12_6_addresses_that_are_not_public(address: str) -> None:
    """Private, loopback, link-local, multicast, reserved, documentation; and IPv4 addresses hidden in IPv6 ones."""
    assert not is_public(address)


@pytest.mark.parametrize("address", ["52.1.2.3", "8.8.8.8", "2600:1f00::1", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_f12_6_addresses_that_are_public(address: str) -> None:
    """What providers have, also behind NAT64."""
    assert is_public(address)


@pytest.mark.parametrize("status", [401, 403, 404, 408, 409, 425, 429, 500, 502, 503, 504])
def test_f12_6_what_may_mend_is_tried_again(world: World, status: int) -> None:
    """Media come a moment after the webhook that announces them; a key may be put right."""
    world.server.replies["/media/1"] = [Reply(status=status)]
    with pytest.raises(MediaLaterError, match=f"Twilio answered {status}"):
        world.fetch()


@pytest.mark.parametrize("status", [400, 406, 410, 204, 304])
def test_f12_6_what_will_not_mend_is_said(world: World, status: int) -> None:
    """A file that was deleted does not come back."""
    world.server.replies["/media/1"] = [Reply(status=status)]
    with pytest.raises(MediaGoneError, match=f"Twilio answered {status}"):
        world.fetch()


def test_f12_6_a_gigabyte_is_cut(world: World) -> None:
    """The length that the other side names is not what bounds it; it may name none."""
    endless = itertools.repeat(b"x" * 65_536, 16_384)
    world.server.replies["/media/1"] = [Reply(body=endless)]
    with pytest.raises(MediaGoneError, match="larger than 25 MB"):
        world.fetch()
    assert world.server.written < 40 * 2**20


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
def test_f12_6_a_bomb_is_cut(world: World, encoding: str) -> None:
    """A million zeros take a thousand octets; the bound holds for what comes out."""
    zeros = bytes(64 * 2**20)
    packed = gzip.compress(zeros, 1) if encoding == "gzip" else zlib.compress(zeros, 1)
    world.server.replies["/media/1"] = [Reply(body=packed, headers={"Content-Encoding": encoding})]
    with pytest.raises(MediaGoneError, match="larger than 25 MB"):
        world.fetch()


def test_12_11_packed_octets_are_unpacked(world: World) -> None:
    """Nothing packed is asked for, and some servers pack all the same."""
    world.server.replies["/media/1"] = [Reply(body=gzip.compress(b"photo"), headers={"Content-Encoding": "gzip"})]
    assert world.fetch().octets == b"photo"


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (Reply(body=b"not gzip at all", headers={"Content-Encoding": "gzip"}), MediaGoneError),
        (Reply(body=b"photo", headers={"Content-Encoding": "br"}), MediaGoneError),
        (Reply(body=gzip.compress(bytes(1000))[:-5], headers={"Content-Encoding": "gzip"}), MediaLaterError),
        (Reply(body=[b"half"], headers={"Content-Length": "8"}), MediaLaterError),
        (Reply(body=[b"5\r\nhalf"], headers={"Transfer-Encoding": "chunked"}), MediaLaterError),
    ],
)
def test_f12_6_half_a_file_is_none(world: World, reply: Reply, error: type[Exception]) -> None:
    """A photo that broke off is fetched again; one that is damaged at the provider is not."""
    world.server.replies["/media/1"] = [reply]
    with pytest.raises(error):
        world.fetch()


def test_f12_6_time_runs_out_however_slowly_octets_come(world: World) -> None:
    """One octet a moment keeps every time-out of a socket quiet, and would hold a worker for hours."""
    told_to_stop = threading.Event()

    def drip() -> Iterator[bytes]:
        while not told_to_stop.wait(0.02):
            yield b"x"

    world.server.replies["/media/1"] = [Reply(body=drip())]
    with pytest.raises(MediaLaterError):
        world.fetch(rules=replace(RULES, seconds=0.3))
    told_to_stop.set()


def test_f12_6_a_host_that_does_not_answer_is_asked_again() -> None:
    """A name server that is away is no reason to give up a photo."""

    def nobody(*_: object) -> list[str]:
        raise OSError("no name server")

    with pytest.raises(MediaLaterError, match="does not answer"):
        fetch_media(HOME, RULES, resolve=nobody)


def test_12_11_the_address_in_the_settings_may_be_anywhere(world: World) -> None:
    """An operator who names a test server or a proxy of his own knows where it is; a redirect does not."""
    world.server.replies = {
        "/media/1": [moved("/media/2")],
        "/media/2": [Reply(body=b"photo")],
        "/away": [moved("http://127.0.0.1:9/")],
    }
    rules = replace(RULES, own_address=f"{world.server.url}/ignored")
    assert fetch_media(f"{world.server.url}/media/1", rules).octets == b"photo"
    with pytest.raises(MediaGoneError):
        fetch_media(f"{world.server.url}/away", rules)
    world.server.replies["/media/1"] = [moved(f"{world.server.url}/media/2")]
    with pytest.raises(MediaGoneError):
        world.fetch(rules=rules)


def certificate(folder: Path, host: str) -> Path:
    """A key and a certificate for `host` that signs itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "pair.pem").write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return folder / "pair.pem"


@pytest.mark.parametrize(("host", "is_believed"), [("api.twilio.com", True), ("evil.example", False)])
def test_f12_6_the_certificate_must_be_the_hosts(tmp_path: Path, host: str, is_believed: bool) -> None:
    """The address was chosen by us, so it is the name that TLS must prove."""
    pair = certificate(tmp_path, host)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pair)
    server = MediaServer(replies={"/media/1": [Reply(body=b"photo")]})
    server.start(lambda listening: context.wrap_socket(listening, server_side=True, do_handshake_on_connect=False))
    trusting = ssl.create_default_context(cafile=pair)

    def connect(hop: Hop, address: str, seconds: float) -> PinnedConnection:
        assert address == PUBLIC
        return open_connection(replace(hop, port=server.port), "127.0.0.1", seconds, context=trusting)

    try:
        if is_believed:
            assert fetch_media(HOME, RULES, resolve=lambda *_: [PUBLIC], connect=connect).octets == b"photo"
        else:
            with pytest.raises(MediaLaterError, match="SSLCertVerificationError"):
                fetch_media(HOME, RULES, resolve=lambda *_: [PUBLIC], connect=connect)
    finally:
        server.stop()
