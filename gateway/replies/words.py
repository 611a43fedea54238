"""The few words of ours that stand inside a city's templates, in the languages that we ship."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from gateway.routing.default_replies import EXAMPLES


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """One language: how tickets stand, what the months are called, and how a day is written."""

    received: str
    open: str
    in_progress: str
    waiting: str
    closed: str
    months: str
    """Twelve, with spaces between them; empty where a day is written in figures."""
    day: str
    """With `{day}`, and `{month}` for the name or `{number}` for the figure."""


_WORDS: Mapping[str, Words] = {
    "en": Words(
        received="received",
        open="open",
        in_progress="in progress",
        waiting="waiting for you",
        closed="closed",
        months="January February March April May June July August September October November December",
        day="{month} {day}",
    ),
    "es": Words(
        received="recibido",
        open="abierto",
        in_progress="en curso",
        waiting="esperando su respuesta",
        closed="cerrado",
        months="enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
        day="{day} de {month}",
    ),
    "fr": Words(
        received="reçue",
        open="ouverte",
        in_progress="en cours",
        waiting="en attente de votre réponse",
        closed="fermée",
        months="janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
        day="{day} {month}",
    ),
    "de": Words(
        received="eingegangen",
        open="offen",
        in_progress="in Arbeit",
        waiting="wartet auf Ihre Antwort",
        closed="erledigt",
        months="Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
        day="{day}. {month}",
    ),
    "pt": Words(
        received="recebido",
        open="aberto",
        in_progress="em andamento",
        waiting="aguardando a sua resposta",
        closed="encerrado",
        months="janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
        day="{day} de {month}",
    ),
    "zh": Words(
        received="已收到",
        open="待处理",
        in_progress="处理中",
        waiting="等待您的回复",
        closed="已结案",
        months="",
        day="{number}月{day}日",
    ),
    "vi": Words(
        received="đã nhận",
        open="đang mở",
        in_progress="đang xử lý",
        waiting="đang chờ quý vị trả lời",
        closed="đã đóng",
        months="",
        day="ngày {day} tháng {number}",
    ),
    "ht": Words(
        received="resevwa",
        open="louvri",
        in_progress="an kou",
        waiting="ap tann repons ou",
        closed="fèmen",
        months="janvye fevriye mas avril me jen jiyè out septanm oktòb novanm desanm",
        day="{day} {month}",
    ),
}


def status_word(status: str, language: str) -> str:
    """A ticket's status as a resident reads it; English where we have no word."""
    return str(getattr(_words(language), status, status))


def example_text(language: str) -> str:
    """A report as a resident might write it; English where we have none."""
    return EXAMPLES.get(language, EXAMPLES["en"])


def day_in_words(moment: datetime, language: str) -> str:
    """A day as a resident reads it, without the year: `June 4`, `4 de junio`, `6月4日`."""
    words = _words(language)
    names = words.months.split()
    month = names[moment.month - 1] if names else ""
    day = "1er" if language == "fr" and moment.day == 1 else str(moment.day)
    return words.day.format(day=day, month=month, number=moment.month)


def _words(language: str) -> Words:
    return _WORDS.get(language, _WORDS["en"])
