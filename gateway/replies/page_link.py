"""The link to the resident's own page, which stands at the end of every message to them about a ticket."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from gateway.envelopes import OutboundKind
from gateway.routing.fitting import is_short
from gateway.tokens import Tokens
from parsers.values import Medium

if TYPE_CHECKING:
    from gateway.replies.compose import Correspondent
    from gateway.store.tickets import TicketRow

_TO_RESIDENTS = frozenset(
    {
        OutboundKind.ACKNOWLEDGEMENT,
        OutboundKind.QUESTION,
        OutboundKind.ANSWER,
        OutboundKind.REMINDER,
        OutboundKind.NOTICE,
        OutboundKind.STAFF_REPLY,
    }
)
_LOCAL_HOSTS = frozenset({"localhost", "127.0.0.1", "::1", ""})
_PLAYED = "simulator"
INVITATIONS: Mapping[str, str] = {
    "en": "See how it stands, add something or send a photo:",
    "es": "Vea cómo va, añada algo o envíe una foto:",
    "fr": "Suivez votre demande, ajoutez un mot ou une photo :",
    "de": "Stand ansehen, etwas ergänzen oder ein Foto schicken:",
    "pt": "Veja o andamento, acrescente algo ou envie uma foto:",
    "zh": "查看进度、补充说明或上传照片：",
    "vi": "Xem tiến độ, bổ sung hoặc gửi ảnh:",
    "ht": "Gade kote sa rive, ajoute yon bagay oswa voye yon foto:",
}
"""The line above the link in a mail; in its HTML it is the button."""


def page_link(tokens: Tokens, to: Correspondent, ticket: TicketRow | None) -> str:
    """The address of the page that shows `to` the ticket.

    Empty without a ticket, for nobody whom we know, and where the gateway has no public address yet: a real telephone
    could not open it, while a played one can.
    """
    if ticket is None or to.contact_id is None or not tokens.public_url:
        return ""
    is_local = urlsplit(tokens.public_url).hostname in _LOCAL_HOSTS
    if is_local and not to.channel.startswith(_PLAYED):
        return ""
    return f"{tokens.public_url}{tokens.page_path(ticket.id, to.contact_id)}"


def with_page_link(body: str, link: str, to: Correspondent, kind: OutboundKind) -> str:
    """The body and the link below it, unless it stands there already; in a text only where there is room for it."""
    if not link or link in body or kind not in _TO_RESIDENTS:
        return body
    if to.medium is Medium.EMAIL:
        invitation = INVITATIONS.get(to.language, INVITATIONS["en"])
        return f"{body.rstrip()}\n\n{invitation}\n{link}"
    longer = f"{body.rstrip()}\n{link}"
    return longer if is_short(longer) else body
