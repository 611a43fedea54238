"""Say of each line of a mail what it is: new words, a quote, the line above a quote, a signature, a header.

Line by line, each looked at in its first few hundred characters and with a short look ahead: linear whatever a
sender wrote (PROTOCOL 9.4). No line is judged by one pattern over the whole text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum

from parsers.email.html import END_MARK, QUOTE_MARK, SIGNATURE_MARK

MAX_WIDTH = 400
_MAX_MARKER_LINES = 6


class Kind(Enum):
    """What a line is; the letter stands for it in the pattern that `quoting` reads."""

    EMPTY = "e"
    TEXT = "t"
    QUOTE = "q"
    MARKER = "b"
    """Above a quoted mail: `On Monday Anne wrote:`."""
    ORIGINAL = "o"
    """From here to the end is the mail that is answered: `-----Original Message-----`."""
    HEADER = "h"
    DIVIDER = "d"
    """Above a signature: `-- `."""
    FOOTER = "s"
    """One line that a program put there: `Sent from my iPhone`."""
    FORWARD = "f"


_WROTE = (
    r"wrote|writes|escribi[óo]|ha escrito|escrita? por|a [ée]crit|[ée]crit|schrieb|geschrieben|escreveu|ha scritto|scritto|schreef|geschreven|"
    r"写道|寫道|写了|寫了|đã viết|viết|ekri|te ekri|napisa[łl](?:\(a\))?|napisa[łl]a|pisze|пише|писал|написал|написала|пишет|napsal(?:a)?|skrev|kirjoitti|"
    r"yazd[ıi]|[íi]rta|scris|a scris|έγραψε|作成|のメッセージ|작성|님이 작성|escriure|va escriure|כתב|كتب|เขียน|đã ghi"
)
_WROTE_END = re.compile(rf"(?:{_WROTE})(?:\s?\([^)]{{1,10}}\))?\s?[:：]?\s*\Z", re.IGNORECASE)
_WROTE_ANYWHERE = re.compile(rf"(?<![^\W\d_])(?:{_WROTE})(?![a-z])", re.IGNORECASE)
_VERB_IN_THE_MIDDLE = re.compile(
    r"(?<![^\W\d_])(?:schrieb|schreef|skrev|napsal|napsala|wrote on)(?![^\W\d_])", re.IGNORECASE
)
_CLOCK = re.compile(r"\d{1,2}[:.h]\d{2}|\d{4}|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{1,2}月")
_AT = re.compile(r"[^\s<>@]+@[^\s<>@]+|mailto:")
_OPENING = re.compile(
    r"\s*(?:on|at|le|am|el|em|il|op|den|dne|dnia|w dniu|в|у|po|tarihinde|pada|vào|lúc|ngày|nan|在|於|il giorno|data|"
    r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,?|\d{1,4}[\s./-])",
    re.IGNORECASE,
)
_GMAIL_DATE = re.compile(
    r"\s*\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?(?:\s+(?:GMT|UTC)?[+-]\d{1,2}:?\d{0,2})?\s+[^\d\W].{0,200}\Z"
)
_GMAIL_PROOF = re.compile(r"(?:GMT|UTC)[+-]\d|<[^<>\s]+@[^<>\s]+>\s*:?\s*\Z")
_ORIGINAL_WORDS = (
    r"original message|attached message|original appointment|reply message|mensaje original|mensagem original|message d['’]origine|message original|urspr[üu]ngliche (?:nachricht|mail)|messaggio originale|"
    r"oorspronkelijk bericht|originalmeddelande|original(?:nachricht|t meddelelse)|opprinnelig melding|исходное сообщение|пересылаемое сообщение|"
    r"oryginalna wiadomo[śs][ćc]|wiadomo[śs][ćc] oryginalna|p[ůu]vodn[íi] zpr[áa]va|原始邮件|原始郵件|原邮件|原文|tin nhắn gốc|thư gốc|mesaj orijinal|alkuper[äa]inen viesti|元のメッセージ|원본 메시지|mesaj orijinal la"
)
_ORIGINAL = re.compile(
    rf"[\s*>|_]*(?:-{{1,20}}|_{{2,20}}|—{{1,5}}|={{2,20}}|\*{{2,20}})\s*\*?\s*(?:{_ORIGINAL_WORDS})\s*:?\s*\*?\s*(?:-{{1,20}}|_{{2,20}}|—{{1,5}}|={{2,20}}|\*{{2,20}})?[\s*]*\Z",
    re.IGNORECASE,
)
_ABOVE = re.compile(
    r"[\s#=*-]*(?:please )?(?:reply|respond|write|type your reply) above this line|[\s#=*-]*(?:por favor )?(?:responda|escriba) (?:por )?(?:encima|arriba) de esta l[ií]nea|"
    r"[\s#=*-]*r[ée]pond(?:re|ez) au[- ]dessus de cette ligne|[\s#=*-]*antworten sie (?:bitte )?[üu]ber dieser (?:zeile|linie)",
    re.IGNORECASE,
)
_FORWARD = re.compile(
    r"[\s*-]*(?:begin )?(?:forwarded message|forwarded mail|mensaje reenviado|message transf[ée]r[ée]|weitergeleitete nachricht|mensagem encaminhada|"
    r"messaggio inoltrato|doorgestuurd bericht|转发的邮件|转发邮件|thư chuyển tiếp)\s*:?[\s*-]*\Z",
    re.IGNORECASE,
)
_QUOTE = re.compile(r"\s{0,4}(?:>|\|(?:\s|\Z)|[A-Za-z]{1,15}>(?:\s|\Z|>))")
_DIVIDER = re.compile(r"\s*(?:--+|—+|–+|__+|\*{3,}|#{3,}|={3,}|~{3,}|\+{3,}|ᐧ)\s*\Z")
_FOOTER = re.compile(
    r"[\s*\[(]*(?:(?:sent|posted) (?:from|via|with|by|using) (?:my |the |a |an )?[\w@'’+&.\- ()<>:/,]{2,90}|get outlook for \S{2,30}(?:\s*<\S{1,200}>)?|sent (?:on|from) the go|download the (?:new )?\w+ app|"
    r"envoy[ée] (?:de|depuis|avec|[àa] partir de|via) (?:mon |ma |l['’])?[\w '’+.-]{2,60}|enviad[oa] (?:desde|do|de|a partir de|com|con|via) (?:mi |meu |el |o |la )?[\w '’+.\-áéíóúñ]{2,60}|obt[eé]n(?:er)? outlook para \S{2,20}.{0,100}|obter o outlook para \S{2,20}.{0,100}|t[ée]l[ée]charger outlook pour .{0,100}|"
    r"(?:von meinem|von mobile|gesendet (?:von|mit|aus)|diese nachricht wurde von meinem) [\w '’+.\-äöü&]{2,80}|outlook f[üu]r \S{2,20} (?:herunterladen|beziehen).{0,100}|inviato d[ae] [\w '’+.-]{2,60}|verzonden vanaf [\w '’+.-]{2,60}|"
    r"发自我的\s?.{2,40}|從我的 ?.{2,30}傳送|从我的 ?.{2,30}发送|发送自 ?.{2,40}|iPhoneから送信|(?:đã )?g[ửu]i t[ừu] .{2,40}|voye (?:soti|de) .{2,40}|wys[łl]ane z .{2,40}|отправлено (?:с|из) .{2,40}|skickat fr[åa]n .{2,40}|나의 .{2,20}에서 보냄)[\s*\])]*\Z",
    re.IGNORECASE,
)
_FOOTER_DEVICE = re.compile(
    r"phone|ipad|android|samsung|galaxy|blackberry|outlook|mobile|mail|m[óo]vil|celular|tel[ée]phone|handy|tablet|yahoo|windows|device|pixel|huawei|xiaomi|huawe|"
    r"motorola|verizon|t-mobile|at&t|smartphone|proton|aol|gmail|spark|k-9|thunderbird|iphone|телефон|điện thoại|手机",
    re.IGNORECASE,
)
_HEADER_NAMES = {
    "from": "from|de|von|da|van|od|от|від|fra|från|发件人|寄件者|寄件人|từ|kimden|差出人|보낸 사람|nan",
    "to": "to|para|an|a|aan|à|pour|do|кому|til|till|收件人|đến|tới|kime|宛先|받는 사람|pou",
    "sent": "sent|sent at|enviado|enviado el|enviada em|enviado em|gesendet|envoyé|envoyé le|inviato|verzonden|wysłano|отправлено|发送时间|寄件日期|đã gửi|送信日時|보낸 날짜|skickat|sendt",
    "date": "date|fecha|datum|data|date d'envoi|дата|日期|ngày|tarih|dat",
    "subject": "subject|asunto|assunto|betreff|objet|sujet|oggetto|onderwerp|temat|тема|主题|主旨|chủ đề|tiêu đề|ämne|emne|konu|件名|제목|sijè",
    "cc": "cc|bcc|cci|kopie|copia|cópia|抄送|копия|kopia|reply-to|reply to|importance|attachments|risposta",
}
_HEADER_KIND = {name: kind for kind, names in _HEADER_NAMES.items() for name in names.split("|")}
_HEADER = re.compile(r"[\s*]{0,6}([^\W\d_][^:：*\d]{0,24}?)\s?\*?[:：]\*?(?:\s|\Z|\S)", re.IGNORECASE)


def classify(lines: Sequence[str]) -> str:
    """One letter of `Kind` for each line. Linear in the number of lines."""
    return _mark_introductions(lines, _classify_each(lines))


def _mark_introductions(lines: Sequence[str], letters: str) -> str:
    """Right above a quote a line with an address or a date and a colon at its end introduces it, in any language."""
    marked = list(letters)
    last_words: int | None = None
    for index, letter in enumerate(letters):
        if letter == "q" and last_words is not None and _is_introduction(lines[last_words][:MAX_WIDTH]):
            marked[last_words] = Kind.MARKER.value
        if letter != "e":
            last_words = index if letter in "th" else None
    return "".join(marked)


def _is_introduction(line: str) -> bool:
    return line.rstrip(" *_\xa0").endswith((":", "：")) and bool(_AT.search(line) and _CLOCK.search(line))


def _classify_each(lines: Sequence[str]) -> str:
    heads = [line[:MAX_WIDTH].replace("\xa0", " ") for line in lines]
    letters: list[str] = []
    while len(letters) < len(heads):
        index = len(letters)
        length = _marker_length(heads, index)
        if QUOTE_MARK in heads[index]:
            length = _lines_to_quote(heads, index)
        if length:
            letters += Kind.MARKER.value * length
        else:
            letters.append(_classify_line(heads[index]).value)
    return "".join(letters)


def header_kind(line: str) -> str | None:
    """Which header a line of a quoted mail's head shows (`from`, `to`, `sent`, `subject`, `cc`), or None."""
    match = _HEADER.match(line[:MAX_WIDTH])
    return _HEADER_KIND.get(match[1].strip().lower()) if match else None


def _classify_line(line: str) -> Kind:  # noqa: C901, PLR0911 - a table of what a line can be, most certain first.
    bare = line.strip()
    if not bare:
        return Kind.EMPTY
    if END_MARK in line or _ORIGINAL.match(line) or _ABOVE.match(line):
        return Kind.ORIGINAL
    if SIGNATURE_MARK in line or _DIVIDER.match(line):
        return Kind.DIVIDER
    if _QUOTE.match(line):
        return Kind.QUOTE
    if _FORWARD.match(line):
        return Kind.FORWARD
    if len(bare) <= 150 and _FOOTER.match(line) and _FOOTER_DEVICE.search(line):
        return Kind.FOOTER
    return Kind.HEADER if header_kind(line) else Kind.TEXT


def _lines_to_quote(heads: Sequence[str], index: int) -> int:
    """The words of a mail program between its mark and the quote, in whatever language."""
    for offset, line in enumerate(heads[index : index + _MAX_MARKER_LINES]):
        if offset and _QUOTE.match(line):
            return offset
    return 1


def _marker_length(heads: Sequence[str], index: int) -> int:
    """How many lines from `index` are one line above a quote, such as `On Monday, Anne <a@x.example> / wrote:`; mostly 0."""
    first = heads[index].lstrip("> *_").strip()
    if not first or first.startswith("|"):
        return 0
    if _GMAIL_DATE.match(first) and _GMAIL_PROOF.search(first):
        return 1
    reads = _is_dated_marker if _OPENING.match(first) else _is_named_marker
    joined = ""
    for offset, line in enumerate(heads[index : index + _MAX_MARKER_LINES]):
        joined = f"{joined} {line.lstrip('> *_').strip()}".strip()
        if reads(joined):
            return offset + 1
        if len(joined) > MAX_WIDTH or not (_CLOCK.search(joined) or _AT.search(joined)):
            return 0
    return 0


def _is_dated_marker(words: str) -> bool:
    """`On 1 May 2026 at 10:00, Anne <anne@x.example> wrote:`, in any of our languages."""
    words = words.rstrip(" *_")
    has_colon, has_address = words.endswith((":", "：")), _AT.search(words) is not None
    if not (has_address or _CLOCK.search(words)):
        return False
    if _WROTE_END.search(words[-80:]):
        return has_colon or has_address
    return has_colon and (_is_named_marker(words) or _VERB_IN_THE_MIDDLE.search(words) is not None)


def _is_named_marker(words: str) -> bool:
    """`Anne <anne@x.example> schrieb am Fr., 1. Mai 2026 um 10:00 Uhr:`, `Anne <anne@x.example> wrote:`."""
    if not words.endswith((":", "：")) or len(words) > MAX_WIDTH or not _AT.search(words):
        return False
    return _WROTE_ANYWHERE.search(words) is not None
