"""Recognise what is said to the gateway itself: STOP, START, HELP, STATUS, thanks and greetings.

Only short messages are commands: "Stop sign is down" is a request. The exact opt-out words are those that carriers
act on; the free form follows 47 CFR 64.1200(a)(10), any words a reasonable person would understand (PROTOCOL 12.10).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from parsers.ticket_number import find_ticket_number
from parsers.word_lists import word_set
from parsers.words import fold

_LONGEST = 160
_NUMBERED = re.compile(r"^\w+\s+#?[A-Za-z0-9]{4}-?[A-Za-z0-9]{4}$")
_LETTERS = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


class Command(StrEnum):
    """What a short message asks of the gateway."""

    OPT_OUT = "opt_out"
    OPT_IN = "opt_in"
    HELP = "help"
    STATUS = "status"
    THANKS = "thanks"
    GREETING = "greeting"


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandReading:
    """A command and the canonical ticket number that came with it, if any."""

    command: Command
    ticket_number: str | None = None


_OPT_OUT = word_set("""
        stop, stopall, stop all, unsubscribe, unsubscribe me, cancel, end, quit, revoke, optout, opt out, alto,
        parar, pare, baja, cancelar, darme de baja, detener, remove, remove me, no mas, no more, stop it, stop stop,
        stop please, please stop, stop now, stop texting, arrete
    """)
_OPT_IN = word_set("""
        start, yes start, unstop, resume, subscribe, opt in, optin, opt back in, iniciar, comenzar, empezar,
        suscribir, reanudar, alta
    """)
_HELP = word_set("""
        help, info, help me, help please, please help, ayuda, ayudame, informacion, aide, menu, commands, options,
        support, ayuda por favor, necesito ayuda, i need help, how does this work, what is this, what can i do, what
        can you do, how do i use this, how to use, como funciona, que es esto, instructions
    """)
_THANKS = word_set("""
        thanks, thank you, thanks a lot, thank you so much, thanks so much, thank you very much, many thanks, thx,
        thanx, ty, tysm, tks, thks, ok, okay, okey, k, kk, ok thanks, ok thank you, okay thanks, okay thank you, ok
        thx, great, great thanks, great thank you, perfect, perfect thanks, got it, got it thanks, awesome, awesome
        thanks, cool, cool thanks, will do, sounds good, good, good to know, nice, wonderful, excellent, appreciate
        it, i appreciate it, much appreciated, thank you for your help, thanks for your help, thanks for the help,
        thanks for the update, thank you for the update, thanks for the quick response, thank you for the quick
        response, thanks for letting me know, thank you god bless, you are the best, youre the best, great job, good
        job, noted, understood, alright, sure, np, no problem, bye, goodbye, good bye, have a good day, gracias,
        muchas gracias, mil gracias, muchisimas gracias, ok gracias, okay gracias, gracias por su ayuda, gracias por
        la ayuda, gracias por todo, gracias por la informacion, vale, vale gracias, perfecto, perfecto gracias, de
        acuerdo, esta bien, esta bien gracias, bueno, bueno gracias, muy bien, excelente, entendido, listo, de nada,
        adios, merci, merci beaucoup, mesi, salamat, cam on, obrigado, obrigada, danke, yes thanks, yes thank you,
        thanks again, thank you again, thank you all, thanks everyone, fixed thanks, thank you sir, thank you maam,
        thanks so much for your help
    """)
_GREETING = word_set("""
        hi, hello, hey, hi there, hello there, hey there, good morning, good afternoon, good evening, yo, hola,
        buenas, buenos dias, buenas tardes, buenas noches, que tal, hola buenas, hola buenos dias, hola buenas
        tardes, sup, test, testing, prueba, anyone there, is anyone there, bonjour, hola que tal, greetings, howdy,
        is this 311, 311, hi 311, hello 311, hola 311, new, nuevo, hay alguien
    """)
_TAPBACK = re.compile(
    r"^(?:Liked|Loved|Disliked|Laughed at|Emphasi[sz]ed|Questioned|Removed an? \w+ from|Reacted .{1,12} to|Le "
    r"gust[oó]|Le encant[oó]|"
    r"A\s\S{1,30} le (?:gust|encant)[oó]|Enfatiz[oó]|Indic[oó] que le gusta|A aim[eé]|Aime|J[’']aime|"
    r"Me gusta|Me encanta|Dio (?:Me gusta|risa)|[^\w\s]{1,4} to|[^\w\s]{1,4} a)\s*[“\"«‘']",
    re.IGNORECASE,
)
_FREE_OPT_OUT = re.compile(
    r"\b(?:(?:please |pls |plz )?(?:stop|quit|cease|no more|end) (?:sending |all |with |these |those |the |your |with "
    r"the |with these |this )*"
    r"(?:me |us )?(?:texting|text|texts|messaging|message|messages|messaging me|sms|contacting|bothering|spamming|"
    r"spam|alerts|notifications|"
    r"calling and texting|updates|sending|harassing)"
    r"|(?:do not|don'?t|dont|never) (?:ever )?(?:text|message|contact|sms|send me|bother) (?:me|this number|us|"
    r"anything|any|again|anymore|messages|texts)"
    r"|(?:take|get|remove|delete) (?:me|my (?:phone |cell )?number|this number|us) (?:off|from|out)|remove my "
    r"(?:phone |cell )?number|lose (?:my|this) number"
    r"|(?:i )?(?:want to |wish to |would like to |like to |please |i )(?:unsubscribe|opt[ -]?out)|opt me out|"
    r"unsubscribe (?:me|from|this|my)"
    r"|(?:i )?(?:do not|don'?t|dont) (?:want|wish|need) (?:to (?:get|receive)|any more|any|these|your|more|anymore|to "
    r"be) ?(?:more |of |these |your |any )*"
    r"(?:texts?|messages?|sms|alerts|texted|contacted|notifications|text messages)|leave me alone|cancel (?:these|my|"
    r"the|all) (?:texts?|messages?|alerts|notifications|subscription)"
    r"|no (?:me )?(?:mande|manden|env[ií]e|env[ií]en|escriba|escriban|mandes|env[ií]es|escribas|molesten|moleste|"
    r"contacten|textee|texteen)(?: m[aá]s)?(?: (?:mensajes|textos|nada|m[aá]s))?"
    r"|(?:dejen?|deje|pare|paren|deja) de (?:mandar|mandarme|enviar|enviarme|escribir|escribirme|molestar|molestarme|"
    r"textear|textearme|mensajes)"
    r"|no (?:quiero|deseo) (?:m[aá]s |recibir )+(?:m[aá]s )?(?:mensajes|textos|sms|mensajes de texto)?|no m[aá]s "
    r"(?:mensajes|textos|sms)"
    r"|(?:qu[ií]ten?me|b[oó]rren?me|s[aá]quen?me) de (?:la|su|esta) lista|(?:quiero )?darme de baja|wrong number)\b",
    re.IGNORECASE,
)
_MAY_SURROUND = word_set("""
        please pls plz por favor now already again i me my us this number texts text messages message thank you
        thanks anymore more and or the to from list your ever ya gracias asap immediately hey hi hello ok okay stop
        unsubscribe sir im am you have wrong a any further at all sms contacting number phone cell off of these it
        is are so annoying not interested want dont do receive get be mas nunca no numero telefono mi de la su esta
        lista a with sending send updates alerts notifications system service out opt like would wish need alone
        city who signed up unsolicited spam am asking told told you said just will never ask asked
    """)
_STATUS = re.compile(
    r"^(?:status|estado|estatus|estat[uú]s|update|track|check)\b"
    r"|\b(?:status|update|progress|news) (?:of|on|for|about|regarding) (?:my|the|our|this|ticket|request|report|case|#)"
    r"|\b(?:what(?:'?s| is) (?:the status|happening with my|going on with my|up with my)|any (?:update|updates|news|"
    r"progress)|"
    r"where is my (?:ticket|request|report)|(?:check|checking|follow(?:ing)? up) on (?:my|the|our|a|ticket|request)|"
    r"has my (?:ticket|request|report|case)|"
    r"(?:ticket|request|case|report) status|status (?:please|check|update)|when will (?:my|the) (?:ticket|request|"
    r"report|case))"
    r"|\b(?:estado|estatus|novedades) (?:de|del|sobre) (?:mi|la|el|ticket|solicitud|reporte|caso)|\bc[oó]mo va (?:mi|"
    r"el|la) (?:solicitud|reporte|caso|ticket)"
    r"|\b(?:alguna |hay )(?:novedad|novedades|noticia|noticias|respuesta)|\bqu[eé] pas[oó] con mi (?:solicitud|"
    r"reporte|caso|ticket)",
    re.IGNORECASE,
)
_STATUS_WORDS = word_set("""
        status estado estatus update track check ticket request report case my the of on for about number no num
        please hi hello what whats is any news yet me give tell can i get you a an have there do de del mi solicitud
        reporte caso numero hay alguna novedad como va el la por favor hola cual es updates progress my latest last
        checking want to know would like could how going with it regarding
    """)


def read_command(text: str, *, is_answer: bool) -> CommandReading | None:
    """The command that `text` is; None for everything else, above all for a message that also says something. Total.

    In an answer to a ticket (`is_answer`) a bare yes, help or greeting speaks to the city, not to the gateway.
    """
    stripped = text.strip()
    if not stripped:
        return None
    if _TAPBACK.match(stripped[:80]):
        return CommandReading(command=Command.THANKS)
    if len(stripped) > _LONGEST:
        return None
    words = [fold(word) for word in _LETTERS.findall(stripped)]
    if not words:
        return CommandReading(command=Command.THANKS) if _is_cheer(stripped) else None
    return (
        _by_phrase(" ".join(words), _ANSWERED if is_answer else _PHRASES)
        or _free_opt_out(stripped, words)
        or _status(stripped, words)
    )


def _by_phrase(said: str, known: _Phrases) -> CommandReading | None:
    for phrases, command in known:
        if said in phrases:
            return CommandReading(command=command)
    return None


_Phrases = tuple[tuple[frozenset[str], Command], ...]
_PHRASES: _Phrases = (
    (_OPT_OUT, Command.OPT_OUT),
    (_OPT_IN, Command.OPT_IN),
    (_HELP, Command.HELP),
    (_THANKS, Command.THANKS),
    (_GREETING, Command.GREETING),
    (frozenset({"yes"}), Command.OPT_IN),
)
_ANSWERED: _Phrases = _PHRASES[:4]


def _free_opt_out(stripped: str, words: list[str]) -> CommandReading | None:
    """A wish for silence in other words, when the rest of the message says nothing of its own."""
    match = _FREE_OPT_OUT.search(stripped)
    if match is None:
        return None
    rest = [fold(word) for word in _LETTERS.findall(stripped[: match.start()] + " " + stripped[match.end() :])]
    strange = [word for word in rest if word not in _MAY_SURROUND]
    return CommandReading(command=Command.OPT_OUT) if len(strange) <= max(1, len(words) // 6) else None


def _status(stripped: str, words: list[str]) -> CommandReading | None:
    """A question for the state of a ticket: a number with nothing else, or status words with nothing else."""
    number = find_ticket_number(stripped)
    digits = {fold(part) for part in _LETTERS.findall(stripped) if any(character.isdigit() for character in part)}
    strange = [word for word in words if word not in _STATUS_WORDS and word not in digits and not _is_of(word, number)]
    if number and not strange:
        return CommandReading(command=Command.STATUS, ticket_number=number)
    if _STATUS.search(stripped) and (len(strange) <= 1 or _NUMBERED.match(stripped)):
        return CommandReading(command=Command.STATUS, ticket_number=number)
    return None


def _is_of(word: str, number: str | None) -> bool:
    return number is not None and word.upper() in number.replace("-", "") and len(word) >= 4


def _is_cheer(stripped: str) -> bool:
    """Whether a text without letters is an emoji or a sign such as a thumb, and not only dots or a question mark."""
    return any(ord(character) > 0x2000 for character in stripped)
