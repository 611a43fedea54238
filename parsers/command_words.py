"""The words that are commands when they stand alone: those of carriers and laws, ours, and those that a city adds.

A word that carriers take as opting out, opting in or asking for help is never a command of ours (PROTOCOL 12.10):
"Reply CANCEL to withdraw" would opt the resident out. All lists are folded: without capitals, accents, apostrophes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from parsers.word_lists import word_set
from parsers.words import fold

_LETTERS = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


class Command(StrEnum):
    """What a short message asks of the gateway."""

    OPT_OUT = "opt_out"
    OPT_IN = "opt_in"
    HELP = "help"
    STATUS = "status"
    NEW = "new"
    DONE = "done"
    FIXED = "fixed"
    """Like DONE, and the problem is gone."""
    PERSISTS = "persists"
    LANGUAGE = "language"
    THANKS = "thanks"
    GREETING = "greeting"


OWN_WORDS = frozenset({Command.STATUS, Command.NEW, Command.DONE, Command.HELP})
"""The commands that a city may have more words for."""

CARRIER_WORDS = word_set("""
        stop, stopall, stop all, unsubscribe, cancel, end, quit, revoke, optout, opt out, start, yes, unstop, help,
        info
    """)
"""What carriers act on themselves, exact and alone (PROTOCOL 12.10)."""

_OPT_OUT = word_set("""
        stop, stopall, stop all, unsubscribe, unsubscribe me, cancel, end, quit, revoke, optout, opt out, alto,
        parar, pare, baja, cancelar, darme de baja, detener, remove, remove me, no mas, no more, stop it, stop stop,
        stop please, please stop, stop now, stop texting, arrete, arretez, desabonner, desinscription, abmelden,
        stopp, sair, descadastrar, cancelar inscricao, sispann, kanpe, 退订, 停止, 取消订阅, ngung
    """)
_OPT_IN = word_set("""
        start, yes start, unstop, resume, subscribe, opt in, optin, opt back in, iniciar, comenzar, empezar,
        suscribir, reanudar, alta
    """)
_HELP = word_set("""
        help, info, help me, help please, please help, ayuda, ayudame, informacion, aide, menu, commands, options,
        support, ayuda por favor, necesito ayuda, i need help, how does this work, what is this, what can i do, what
        can you do, how do i use this, how to use, como funciona, que es esto, instructions, hilfe, ajuda, 帮助,
        幫助, tro giup
    """)
_NEW = word_set("""
        new, new report, new problem, new issue, new request, new ticket, new one, a new one, a new report, a new
        problem, another problem, another report, another issue, another one, different problem, a different problem,
        different issue, something else, its a new one, its a new problem, its something else, nuevo, nueva, nuevo
        reporte, nuevo problema, nueva solicitud, otro problema, otro reporte, es otro problema, otra cosa, es otra
        cosa, nouveau, nouvelle, autre probleme, neu, neues problem, novo, novo problema, outro problema, 新, 新的,
        新问题, nouvo, yon lot pwoblem
    """)
_DONE = word_set("""
        done, im done, i am done, all done, thats all, that is all, thats everything, that is everything, nothing
        else, nothing more, all set, finished, im finished, no thats all, no thats it, listo, lista, es todo, eso es
        todo, nada mas, terminado, termine, ya termine, ya es todo, fini, cest tout, fertig, das ist alles,
        e so isso, 完成, 完了, xong, mwen fini
    """)
_FIXED = word_set("""
        fixed, its fixed, it is fixed, its been fixed, it has been fixed, all fixed, fixed now, its fixed now, its
        fixed thanks, fixed thanks, fixed thank you, thanks its fixed, already fixed, its already fixed, they fixed
        it, you fixed it, its resolved, resolved, solved, problem solved, all good now, its all good now, its gone,
        it is gone, its gone now, never mind, nevermind, nvm, never mind its fixed, nevermind its fixed, its working,
        its working now, its back on, works now, arreglado, ya arreglaron, ya lo arreglaron, ya la arreglaron, ya
        esta arreglado, ya esta arreglada, ya quedo, resuelto, ya esta resuelto, ya se arreglo, ya se resolvio,
        olvidelo, olvidalo, ya funciona, cest repare, repare, cest regle, erledigt, behoben, resolvido, consertado,
        ja foi resolvido, 修好了, 已修好, da sua xong, yo ranje li
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
        acuerdo, esta bien, esta bien gracias, bueno, bueno gracias, muy bien, excelente, entendido, de nada,
        adios, merci, merci beaucoup, mesi, salamat, cam on, obrigado, obrigada, danke, yes thanks, yes thank you,
        thanks again, thank you again, thank you all, thanks everyone, thank you sir, thank you maam,
        thanks so much for your help, ok great, ok good, ok cool, great thx, thank u, thanks u, thanku, grax, listo
        gracias, ok merci, dacord, vielen dank, danke schon, muito obrigado, muito obrigada, valeu, 谢谢, 謝謝, 多谢,
        多謝, mesi anpil
    """)
PRAISE = word_set("""
        thanks thank thx ty gracias you so much very again all everyone guys city it this that looks look great good
        nice nicer better perfect awesome amazing wonderful beautiful wow well was were is are quick fast job work
        really appreciate your help the for already now yay finally super love much and to a bless god crew team
        muchas mil muchisimas que bien quedo quedaron muy bonito lindo limpio rapido buen trabajo ya por todo su ayuda a
        todos ustedes dios los bendiga se ve mejor excelente
    """)
"""What praise is made of; with a word of thanks in it nothing is reported."""
THANKFUL = frozenset({"thanks", "thank", "thx", "ty", "gracias", "appreciate"})
_GREETING = word_set("""
        hi, hello, hey, hi there, hello there, hey there, good morning, good afternoon, good evening, yo, hola,
        buenas, buenos dias, buenas tardes, buenas noches, que tal, hola buenas, hola buenos dias, hola buenas
        tardes, sup, test, testing, prueba, anyone there, is anyone there, bonjour, hola que tal, greetings, howdy,
        is this 311, 311, hi 311, hello 311, hola 311, hay alguien
    """)
LANGUAGE_NAMES: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "en": word_set("english, ingles, anglais, englisch"),
        "es": word_set("espanol, spanish, castellano, espagnol, spanisch, espanhol"),
        "fr": word_set("francais, french, frances"),
        "de": word_set("deutsch, german, aleman"),
        "pt": word_set("portugues, portuguese"),
        "zh": word_set(
            "中文, 汉语, 漢語, 普通话, 普通話, 国语, 國語, 华语, 華語, 简体中文, "
            "繁體中文, 繁体中文, chinese, chino, mandarin, mandarin chinese"
        ),
        "vi": word_set("tieng viet, vietnamese, vietnamita"),
        "ht": word_set(
            "kreyol, kreyol ayisyen, ayisyen, haitian, haitian creole, creole, criollo haitiano, creole haitiano, "
            "haitiano"
        ),
    }
)
"""The languages that can be chosen, each by its names in its own spelling, in English and in Spanish."""
_AROUND_LANGUAGES = word_set("""
        in en auf em please pls por favor bitte svp language idioma lengua only solo solamente i speak hablo habla se
        do you hablan parlez vous sil plait s il prefer prefiero text me answer reply responda responder contesten to
        switch cambiar a al
    """)

PHRASES: tuple[tuple[frozenset[str], Command], ...] = (
    (_OPT_OUT, Command.OPT_OUT),
    (_OPT_IN, Command.OPT_IN),
    (_HELP, Command.HELP),
    (_NEW, Command.NEW),
    (_FIXED, Command.FIXED),
    (_DONE, Command.DONE),
    (_THANKS, Command.THANKS),
    (_GREETING, Command.GREETING),
    (frozenset({"yes"}), Command.OPT_IN),
)
"""What stands alone, and the command that it then is."""
STATUS_WORDS = word_set("""
        status estado estatus update track check ticket request report case my the of on for about number no num
        please hi hello what whats is any news yet me give tell can i get you a an have there do de del mi solicitud
        reporte caso numero hay alguna novedad como va el la por favor hola cual es updates progress my latest last
        checking want to know would like could how going with it regarding
    """)
"""What a question for the state of a ticket is made of."""
_ASK_FOR_STATUS = word_set("status estado estatus")


def fold_phrase(text: str) -> str:
    """The words of `text` folded, with one space between them."""
    return " ".join(fold(word) for word in _LETTERS.findall(text))


def find_command_of(phrase: str) -> Command | None:
    """The shipped command that the folded `phrase` is when it stands alone, or None."""
    if phrase in _ASK_FOR_STATUS:
        return Command.STATUS
    return next((command for phrases, command in PHRASES if phrase in phrases), None)


def find_language_name(text: str) -> str | None:
    """The language whose name is all that `text` says, besides words such as `please` and `in`; else None."""
    words = fold_phrase(text).split()
    if not 0 < len(words) <= 6:
        return None
    named = _language_of(" ".join(words))
    return named or _language_of(" ".join(word for word in words if word not in _AROUND_LANGUAGES))


def _language_of(phrase: str) -> str | None:
    return next((code for code, names in LANGUAGE_NAMES.items() if phrase in names), None)
