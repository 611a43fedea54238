"""Find the names of people in a text: "my name is", "this is Anne", a closing; never a street or a department."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from parsers.word_lists import word_list, word_set
from parsers.words import flatten


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A name as it was written; `is_sender` when whoever wrote the text calls themselves so."""

    start: int
    end: int
    text: str
    is_sender: bool = True


_STRONG = word_list("""
    my name is, my name's, my names, name's, name:, caller:, contact:, contact name:, reporter:, reported by:,
    submitted by:, signed:, me llamo, mi nombre es, nombre:, nombre completo:, firmado:, les escribe, le escribe,
    le saluda,
    mein name ist, ich heiße, ich heisse, name ist, mein name:, je m'appelle, mon nom est, nom:, je me nomme,
    meu nome e, me chamo, chamo-me, o meu nome e, nome:, mwen rele, m rele, non mwen se, non m se, non:,
    toi ten la, ten toi la, minh ten la, em ten la, ho ten:, ho va ten:, ten:, ten la
""")
"""Behind these stands a name, however it is written."""
_WEAK = word_list("""
    this is, i am, i'm, im, soy, habla, le habla, hier spricht, je suis, ici, sou, sou o, sou a, eu sou, toi la, em la,
    mwen se
""")
"""Behind these a name must look like one."""
_WEAKEST = word_list("it's, its, c'est, aqui, aqui e, aqui e o, aqui e a, ich bin, hier ist")
"""Behind these stands a name only when two words look like one, or when `from` or `here` follows."""
_OTHERS = word_list("""
    his name is, her name is, their name is, named, neighbor's name is, owner is, owner's name is, landlord is,
    tenant is, se llama, su nombre es, llamado, llamada,
    namens, er heißt, sie heißt, il s'appelle, elle s'appelle, nomme, o nome dele e, o nome dela e, ele se chama,
    ela se chama, li rele
""")
"""Behind these stands the name of somebody else."""
_TITLES = (
    r"(?:(?:mr|mrs|ms|miss|dr|prof|rev|sra?|srta|don|dona|herrn?|frau|m|mme|mlle|monsieur|madame|senhora?|senora?|"
    r"senorita|ong|ba|anh|chi|madanm|mesye)\b\.? )?"
)
_WORD = r"[^\W\d_][^\W\d_'’-]{0,24}(?:[-'’][^\W\d_]{1,24}){0,2}"
_INITIAL = r"[^\W\d_]\."
_NAME = rf"(?:{_INITIAL} )?{_WORD}(?: (?:{_WORD}|{_INITIAL})(?!['’\w])){{0,3}}"


def _leads(phrases: tuple[str, ...]) -> str:
    return "|".join(re.escape(phrase).replace(r"\ ", " {1,3}") for phrase in sorted(phrases, key=len, reverse=True))


def _introduced(phrases: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w'’])(?:{_leads(phrases)})[ \t]{{1,3}}{_TITLES}(?P<name>{_NAME})")


_BEHIND_STRONG, _BEHIND_WEAK, _BEHIND_WEAKEST, _BEHIND_OTHERS = map(_introduced, (_STRONG, _WEAK, _WEAKEST, _OTHERS))
_CLOSINGS = word_list("""
    thanks, thank you, thanks so much, thank you so much, thanks in advance, many thanks, thx, regards,
    best regards, kind regards, warm regards,
    best, sincerely, sincerely yours, respectfully, yours, yours truly, cheers, take care, have a good day,
    have a nice day,
    gracias, muchas gracias, mil gracias, saludos, saludos cordiales, atentamente, un saludo, cordialmente, danke,
    vielen dank, danke schon, mfg, gruß, gruße,
    viele gruße, liebe gruße, lg, vg, mit freundlichen gruße, mit freundlichen grußen, beste gruße,
    mit besten grußen, merci, merci beaucoup, cordialement, bien cordialement,
    salutations, bonne journee, obrigado, obrigada, muito obrigado, muito obrigada, atenciosamente, abraco,
    abracos, att, cumprimentos, cam on, xin cam on, tran trong, than men,
    mesi, mesi anpil, meci, salitasyon
""")
_CLOSING = re.compile(
    rf"(?<![^\s.!?])(?:{_leads(_CLOSINGS)})(?P<gap>[,.! \t]{{0,3}}[-–— \t]{{0,3}}(?:\n\s{{0,3}}){{0,2}}[-–—~ ]{{0,3}})"
    rf"(?P<name>{_NAME})"
    r"(?=\s{0,3}(?:$|\n|[,.;(]|\(?\+?\d{3}|tel|phone|cell))"
)
_DASHED = re.compile(rf"(?:(?<=\n)|(?<=[.!?] )|(?<=[.!?]))[-–—~]{{1,2}} ?(?P<name>{_NAME})\s{{0,3}}$")
_HERE = re.compile(
    rf"(?:^|\n)(?:(?:hi|hello|hey|hola|hallo|bonjour)[,!. ]{{1,3}})?(?P<name>{_WORD}(?: {_WORD})?) here\b"
    r"(?! (?:on|at|in|is|are))"
)
_CHINESE = re.compile(
    r"(?:我叫|我的名字是|我的名字叫|本人姓名|姓名[::：]|联系人[::：]|聯絡人[::：])\s?"
    r"(?P<name>[\u4e00-\u9fff]{2,4}?|[A-Z][a-z]+(?: [A-Z][a-z]+)?)(?=[\s,。,.、;;!!(（电電联聯住我]|$)"
)
_NO_NAME = word_set("""
    a an the not in on at from very so just writing calling here reporting concerned requesting sure unable
    still getting
    having sick tired going trying worried also wondering afraid hoping looking seeing sorry your our my his
    her their is are was
    an emergency urgent dangerous about really disabled elderly happy glad aware unsafe ridiculous regarding
    regards being
    told no out back home over under unacceptable one actually happening another becoming always where what
    why how when and or but located near
    causing two hazardous hazard next down second first third new old great good bad terrible that this there
    then for with without to by of as if it i you he she we they
    me us him them who which all both any some every each much many more most too again now today yesterday
    tomorrow tonight
    please thanks thank help sir madam maam guys team all everyone everybody folks friend friends neighbor
    neighbors neighbour mayor sincerely cheers yours best warm kind
    concerned resident residents tenant tenants homeowner owner citizen taxpayer voter parent mother father
    caller reporter report anonymous unknown none nobody student
    city town county state municipality council hall department dept division office public works police fire
    sanitation streets parks recreation transportation water sewer
    utilities utility services service center dispatch operator staff crew management company inc llc corp
    church school library hospital university
    date message phone email mail address location fax tel cell question space pothole potholes trash garbage
    graffiti tree light lights streetlight noise sidewalk water leak hole sign
    signal road sent iphone android samsung
    monday tuesday wednesday thursday friday saturday sunday january february march april june july august
    september october november december
    english spanish american north south east west urgente emergency god asap fyi ps update question reminder
    important follow up followup regarding subject re fw fwd
    el la los las un una unos unas vecino vecina vecinos residente ciudad ciudadano ciudadana senor senora
    senores alcalde departamento policia bomberos obras publicas oficina municipio ayuntamiento
    yo muy de del en con por para que y o no si esta es son hay favor gracias ayuda calle avenida basura bache
    luz agua arbol lunes martes miercoles jueves viernes sabado domingo hoy ayer
    der die das ein eine einer einem einen ich wir sie er es und oder aber nicht kein keine mein meine stadt
    amt polizei feuerwehr straße strasse burger anwohner anwohnerin mieter mieterin
    nachbar wieder schon seit heute gestern sehr so hier da im am auf bei von mit zu leider
    le les une des du au aux et ou mais pas mon ma mes votre vos notre nous vous je il elle habitant habitante
    voisin voisine ville mairie police pompiers rue avenue tres deja encore depuis aujourd'hui hier
    os as um uma do da dos das no na nos nas e ou mas nao meu minha seu sua morador moradora vizinho vizinha
    cidade prefeitura policia bombeiros rua muito ja desde hoje ontem
    nguoi dan cu mot cac nhung va hoac khong toi chung ban thanh pho duong den rac nuoc nay kia
    yon nan ak ou pa mwen ou li nou yo vil lapolis ponpye lari se gen depi jodi ye anpil sitwayen rezidan vwazen
""")
_PLACES = word_set("""
    st street ave avenue av blvd boulevard rd road ln lane dr drive ct court pl place pkwy parkway hwy highway
    cir circle ter terrace way trail park bridge square plaza
    alley crossing apartments apts building bldg tower complex school elementary church station market mall
    store hotel hospital library center centre court house district
    neighborhood subdivision estates heights beach river lake creek intersection corner block
    city town county department dept division works strasse straße weg platz allee rue calle avenida rua duong pho
""")
_PARTICLES = word_set("de del la las los da do dos das van von der den du le bin al an")
_MOST_NAMES = 12
_REMEMBERED = 4
"""Texts whose names are remembered, as of their numbers in `parsers.phones`."""


@lru_cache(maxsize=_REMEMBERED)
def find_names(text: str, flat: str) -> tuple[Name, ...]:
    """The names in `text`, whose flattened form is `flat`, in their order and without overlaps. Total and linear."""
    found = sorted(_all(text, flat), key=lambda name: (name.start, -name.end))
    apart: list[Name] = []
    for name in found[: 2 * _MOST_NAMES]:
        if not apart or name.start >= apart[-1].end:
            apart.append(name)
    return tuple(apart[:_MOST_NAMES])


def _all(text: str, flat: str) -> Iterator[Name]:
    for pattern, read in _READERS:
        for match in pattern.finditer(flat):
            name = read(text, match)
            if name is not None:
                yield name
    if not text.isascii():
        for match in _CHINESE.finditer(text):
            yield Name(start=match.start("name"), end=match.end("name"), text=match["name"])


def _told(text: str, match: re.Match[str]) -> Name | None:
    """Behind a firm lead even lower case and capitals are a name, up to a word that is none."""
    words = text[match.start("name") : match.end("name")].split(" ")
    is_written_small = not any(word[:1].isupper() for word in words[:2])
    return _leading(text, match, most=2 if is_written_small else 4, must_shine=not is_written_small)


def _others(text: str, match: re.Match[str]) -> Name | None:
    name = _leading(text, match, most=3)
    return name and replace(name, is_sender=False)


def _looks(text: str, match: re.Match[str]) -> Name | None:
    name = _leading(text, match, most=3)
    if name is None or name.text.isupper() or _names_a_place(name, text):
        return None
    return name


def _surely_looks(text: str, match: re.Match[str]) -> Name | None:
    name = _looks(text, match)
    if name is None or (" " not in name.text and not _FROM.match(text, name.end)):
        return None
    return name


def _closes(text: str, match: re.Match[str]) -> Name | None:
    """What stands behind a closing, when all of it looks like a name."""
    gap = match.groupdict().get("gap")
    if gap is not None and not {",", "\n"} & set(gap) and not _FORMAL.search(match.group().lower()):
        return None
    name = _leading(text, match, most=4)
    return name if name and name.end == match.end("name") and not _names_a_place(name, text) else None


_READERS = (
    (_BEHIND_STRONG, _told),
    (_BEHIND_WEAK, _looks),
    (_BEHIND_WEAKEST, _surely_looks),
    (_BEHIND_OTHERS, _others),
    (_CLOSING, _closes),
    (_DASHED, _closes),
    (_HERE, _closes),
)
_FROM = re.compile(r" (?:from|here|again|de|aus|von)\b")
_FORMAL = re.compile(r"regard|sincer|respect|salu|gru|atent|cordial|abra|mfg")
_CROSSED = re.compile(r" (?:and|&|y|at|und|et|e|/) (?!I\b|I'|my\b)[A-Z\d]| \d{1,5}\b(?!-)|/")


def _leading(text: str, match: re.Match[str], *, most: int, must_shine: bool = True) -> Name | None:
    """The first words of the match that look like a name; None when the first does not."""
    start = end = place = match.start("name")
    for word in match["name"].split(" ")[:most]:
        behind = place + len(word)
        is_joined = place > start and word in _PARTICLES
        if not is_joined and not _may_be_name(word, text[place:behind], is_first=place == start, must_shine=must_shine):
            break
        end = end if is_joined and not text[place].isupper() else behind
        place = behind + 1
    return Name(start=start, end=end, text=text[start:end]) if end > start else None


def _may_be_name(word: str, written: str, *, is_first: bool, must_shine: bool) -> bool:
    is_lone = is_first and len(word) == 1
    return not is_lone and word.strip(".") not in _NO_NAME and not (must_shine and not _shines(written))


def _shines(word: str) -> bool:
    """Whether a word begins as names do; scripts without capitals have none to show."""
    return word[:1].isupper() or not word[:1].islower()


def _names_a_place(name: Name, text: str) -> bool:
    """Whether this is a street or an office: by its own words, by the next, or by what it crosses."""
    behind = flatten(text[name.end : name.end + 24])
    following = behind.split()[0].strip(".,;:!") if behind.startswith(" ") and behind.split() else ""
    own = set(flatten(name.text).replace(".", "").split())
    return bool(own & _PLACES) or following in _PLACES or _CROSSED.match(text, name.end) is not None


_BEFORE_NUMBER = re.compile(
    r"(?P<name>[^\W\d_][\w'’-]{1,24}(?: [^\W\d_][\w'’-]{1,24}){0,2})(?:['’]s (?:cell|phone|number)(?: number)?)?"
    r"(?: can be reached| reachable)?[ ,:]{0,2}(?:(?:at|on|is|al|@|-|–|\() ?)?[:(<]{0,2}$"
)
_ASKED_FOR = re.compile(
    r"\b(?:call|contact|text|ask for|reach|llamen? a|llamar a|rappele[rz]|appele[rz]|anrufen bei) $"
)


def find_name_before(text: str, flat: str, place: int) -> Name | None:
    """The name right before a number or mail address at `place`: `Anne Example 203-555-0199`, `call Bart at …`."""
    match = _BEFORE_NUMBER.search(flat, max(0, place - 60), place)
    if match is None:
        return None
    start, end = match.span("name")
    while start < end and not _begins_name(_first_word(flat[start:end]), text[start:end]):
        start += len(_first_word(flat[start:end])) + 1
    if start >= end or not _all_shine(text[start:end]) or not _PLACES.isdisjoint(flat[start:end].split()):
        return None
    is_named = " " in text[start:end] or _ASKED_FOR.search(flat, max(0, start - 16), start) is not None
    return Name(start=start, end=end, text=text[start:end]) if is_named else None


def _first_word(words: str) -> str:
    return words.partition(" ")[0]


def _begins_name(word: str, written: str) -> bool:
    return _may_be_name(word, written, is_first=True, must_shine=True)


def _all_shine(words: str) -> bool:
    return all(_begins_name(flatten(word), word) or flatten(word) in _PARTICLES for word in words.split(" "))
