"""How a map tells in words what it shows, in the languages that residents are written to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Wording:
    """The sentences of one language; `{}` is what is listed."""

    shown: str
    streets: str
    no_street: str
    district: str


_WORDINGS: Mapping[str, Wording] = {
    "en": Wording("Shown: {}", "Streets near the middle: {}", "No street is known here", "District {}"),
    "es": Wording("Se muestra: {}", "Calles cerca del centro: {}", "Aquí no se conoce ninguna calle", "Distrito {}"),
    "fr": Wording("Affiché : {}", "Rues près du centre : {}", "Aucune rue n'est connue ici", "Quartier {}"),
    "de": Wording("Zu sehen: {}", "Straßen nahe der Mitte: {}", "Hier ist keine Straße bekannt", "Bezirk {}"),
    "pt": Wording("Mostrado: {}", "Ruas perto do centro: {}", "Nenhuma rua é conhecida aqui", "Distrito {}"),
    "zh": Wording("显示：{}", "中心附近的街道：{}", "此处没有已知的街道", "区域 {}"),
    "vi": Wording("Hiển thị: {}", "Các đường gần giữa bản đồ: {}", "Không biết đường nào ở đây", "Khu vực {}"),
    "ht": Wording("Sa ki parèt: {}", "Ri toupre mitan an: {}", "Nou pa konnen okenn ri isit la", "Katye {}"),
}


def tell_map(language: str, title: str, *, points: Sequence[str], streets: Sequence[str], district: str) -> str:
    """The text alternative of a map: its title, its points where there are several, streets and district."""
    wording = _WORDINGS.get(language, _WORDINGS["en"])
    told = [title.rstrip(".")]
    told += [wording.shown.format("; ".join(points))] if len(points) > 1 else []
    told += [wording.streets.format(", ".join(streets)) if streets else wording.no_street]
    told += [wording.district.format(district)] if district else []
    return ". ".join(told) + "."
