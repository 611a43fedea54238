"""Find places in Chinese, simplified and traditional: `人民路12号`, `橡樹街與榆樹街路口`, `图书馆对面`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from parsers.values import LocationKind

_HAN = re.compile(r"[\u3400-\u9fff]")
_DIGITS = r"[0-90-9〇零一二三四五六七八九十百两]"
_LATIN = r"[A-Za-z][A-Za-z.'’ ]{0,30}?|\d{1,3}(?:st|nd|rd|th)"
_KINDS = "大道|大街|胡同|公路|路|街|道|巷|弄"
_BEFORE = r"[在从從于於到至和与與跟及的是住我沿近离離去往过過修请請下有了把坏壞让讓这這那整每条條,、。,\s]"
_NAME = (
    rf"(?:(?:{_LATIN}) ?(?:{_KINDS})|(?:{_LATIN}) (?:Street|Avenue|Road|Blvd|St|Ave|Rd)(?![A-Za-z])|"
    rf"(?:(?!{_BEFORE})[\u3400-\u9fff]){{1,6}}?(?:{_KINDS})(?![边邊口灯燈面人旁段障]))"
)
_JOIN = r"\s?(?:和|与|與|跟|及|/|&|、|交|夾|夹)\s?"
_CROSSING = re.compile(
    rf"(?P<one>{_NAME}){_JOIN}(?P<other>{_NAME})的?"
    r"(?:交叉路口|交叉口|交界|路口|街口|交口|拐角|转角|轉角|十字路口|交会处|交匯處)"
)
_SEGMENT = re.compile(
    rf"(?:(?P<along>{_NAME})(?:上)?(?:在)?,?)?(?P<one>{_NAME}){_JOIN}(?P<other>{_NAME})(?:之间|之間|中间|中間)"
)
_STRETCH = re.compile(rf"(?P<along>{_NAME})(?:上)?从(?P<one>{_NAME})(?:到|至)(?P<other>{_NAME})")
_ADDRESS = re.compile(rf"(?P<street>{_NAME})\s?(?P<number>{_DIGITS}{{1,6}}(?:-\d{{1,5}})?)\s?[号號]")
_PLAIN_STREET = re.compile(rf"(?P<street>{_NAME})")
_LANDMARK = re.compile(
    r"(?:(?!"
    + _BEFORE
    + r")[\u3400-\u9fffA-Za-z]){0,8}?(?P<kind>图书馆|圖書館|火车站|火車站|地铁站|地鐵站|市政厅|市政廳|"
    r"邮局|郵局|医院|醫院|小学|小學|中学|中學|大学|大學|公园|公園|警察局|消防局|法院|体育馆|體育館|博物馆|博物館|机场|機場)"
    r"(?P<side>门口|門口|对面|對面|旁边|旁邊|附近|前面|后面|後面|里面|裡面|入口)?"
)
_GENERIC = frozenset(["公园", "公園", "小学", "小學", "中学", "中學", "医院", "醫院", "地铁站", "地鐵站"])
_NO_STREET = re.compile(
    r"^(?:一条|一條|我家|大|小|人行|车|車|自行车|自行車|走|上|铁|鐵|隧|管|味|知|街|道|高速|通|频|頻|渠|水|下水|马|馬|公)"
    r"(?:路|街|道|巷|公路)"
)
_READ = 5_000
_NUMBERS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class ChinesePlace:
    """A place with its characters in the text."""

    kind: LocationKind
    start: int
    end: int
    streets: tuple[str, ...] = ()
    number: str | None = None


def find_chinese_place(text: str) -> ChinesePlace | None:
    """The most exact place that Chinese words in `text` name; None where there are none."""
    if text.isascii() or not _HAN.search(text, 0, _READ):
        return None
    return _address(text) or _crossing(text) or _segment(text) or _street(text) or _landmark(text)


def _address(text: str) -> ChinesePlace | None:
    for match in _ADDRESS.finditer(text, 0, _READ):
        street = match["street"].strip()
        if not _NO_STREET.match(street):
            number = _arabic(match["number"])
            return _place(LocationKind.ADDRESS, match, (street,), number=number)
    return None


def _arabic(number: str) -> str:
    """`十二` and `12` are both `12`; a number that cannot be counted stays as it is."""
    if number[0].isascii():
        return number
    total, digit = 0, 0
    for sign in number:
        if sign in _NUMBERS:
            digit = _NUMBERS[sign]
        elif sign in "十百":
            total += (digit or 1) * (10 if sign == "十" else 100)
            digit = 0
        else:
            return "".join(str(int(one)) if one.isdecimal() else one for one in number)
    is_spelled = len(number) > 1 and not set(number) & set("十百")
    return "".join(str(_NUMBERS[sign]) for sign in number) if is_spelled else str(total + digit)


def _crossing(text: str) -> ChinesePlace | None:
    match = _CROSSING.search(text, 0, _READ)
    if match is None or _NO_STREET.match(match["one"]) or _NO_STREET.match(match["other"]):
        return None
    return _place(LocationKind.INTERSECTION, match, (match["one"].strip(), match["other"].strip()))


def _segment(text: str) -> ChinesePlace | None:
    match = _STRETCH.search(text, 0, _READ) or _SEGMENT.search(text, 0, _READ)
    if match is None:
        return None
    names = tuple(name.strip() for name in (match["along"], match["one"], match["other"]) if name)
    return None if any(_NO_STREET.match(name) for name in names) else _place(LocationKind.SEGMENT, match, names)


def _street(text: str) -> ChinesePlace | None:
    for match in _PLAIN_STREET.finditer(text, 0, _READ):
        if not _NO_STREET.match(match["street"]) and len(match["street"]) > 2:
            return _place(LocationKind.STREET, match, (match["street"].strip(),))
    return None


def _landmark(text: str) -> ChinesePlace | None:
    for match in _LANDMARK.finditer(text, 0, _READ):
        is_named = len(match.group()) - len(match["side"] or "") > len(match["kind"])
        if is_named or (match["kind"] not in _GENERIC and match["side"]):
            return _place(LocationKind.LANDMARK, match, ())
    return None


def _place(
    kind: LocationKind, match: re.Match[str], streets: tuple[str, ...], *, number: str | None = None
) -> ChinesePlace:
    start = match.start() + len(match.group()) - len(match.group().lstrip())
    return ChinesePlace(kind=kind, start=start, end=match.end(), streets=streets, number=number)
