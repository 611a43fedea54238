"""Recognise in a mail the wish for no more texts, which may name the telephone number that is meant (12.10)."""

from __future__ import annotations

import re

from parsers.refusals import is_refusal
from parsers.values import InboundMessage
from parsers.words import fold

_LONGEST = 400
_LETTERS = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_OF_TEXTS = re.compile(
    r"\b(?:text(?:s|ing|ed)?(?: messages?)?|sms|mms|whatsapp|mensajes? de texto|textos?|texte(?:e|en|ar|arme|ando)"
    r"|mensajear|(?:phone|cell|mobile)(?: phone)?(?: number)?|my number|this number"
    r"|(?:mi|este) (?:n[uú]mero|tel[eé]fono|celular|m[oó]vil))\b",
    re.IGNORECASE,
)
_REACHED_AT = re.compile(
    r"(?:\b(?:at|on|to|from|my|this|phone|cell|number|mobile|al|en|n[uú]mero|tel[eé]fono)[ :]+)*"
    r"(?:\+?\d(?:[ .()-]{0,2}\d){6,14}|[\w.+-]{1,64}@[\w.-]{1,80})",
    re.IGNORECASE,
)


def refuses_texts(message: InboundMessage) -> bool:
    """Whether a mail, by its words or by its subject and its words, wants nothing but that texts end. Total."""
    body = message.new_text.strip()
    if len(body) > _LONGEST:
        return False
    said = (body, f"{message.subject.strip()} {body}") if not message.follow_up else (body,)
    return any(speaks_of_texts(text) and _is_refusal(text, message.sender_name) for text in said if text.strip())


def speaks_of_texts(text: str) -> bool:
    """Whether words are about texts or a telephone, and not about mail."""
    return bool(_OF_TEXTS.search(text[:_LONGEST]))


def _is_refusal(text: str, name: str) -> bool:
    """What says where somebody is reached, and who they are, is nothing of its own."""
    if len(text) > _LONGEST:
        return False
    bare = _REACHED_AT.sub(" ", text)
    signature = {fold(word) for word in _LETTERS.findall(name)}
    kept = [word for word in _LETTERS.findall(bare) if fold(word) not in signature]
    return is_refusal(" ".join(kept), [fold(word) for word in kept])
