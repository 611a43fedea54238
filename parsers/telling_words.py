"""Words and letters that tell a language in the few words of a text message: its grammar weighs more than its nouns.

Nouns wander: people write "hay un pothole en Main St" and mean it in Spanish. Words for streets are in no list, because
a name tells nothing of the language around it. All words are folded (see `parsers.words.fold`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from parsers.word_lists import word_set

GRAMMAR: Mapping[str, frozenset[str]] = {
    "en": word_set("""
        the an and is are was were in on at of to for with there this that it has have been not my our your please
        from by can could would someone since what when where who how why we she they its im theres dont isnt cant
        wont hasnt havent again still yet anyone here very too again just when which he his her their will do does
        did no out up down off near any some
    """),
    "es": word_set("""
        el la los las un una unos unas de del en y es esta estan hay que por para con mi su al se lo le muy mas desde
        sobre esquina frente cerca entre como cuando donde quien necesito necesita alguien tengo tiene estoy hace ayer
        hoy si quiero todavia sigue aqui ahi favor no sin mucha mucho sirve funciona recogieron hola buenos buenas
        anoche nadie estaba tienen pueden otra otro este esa ese nuestra nuestro nos
    """),
    "de": word_set("""
        der die das den dem ein eine einer einem einen ist sind war auf im am und nicht kein keine mit fur von vor seit
        bei zu zum zur es ich wir bitte wurde wird hier dort wieder schon noch sehr liegt steht gestern heute an aus
        mein meine unser unsere uns auch aber nach uber unter neben gegenuber ecke sich hat haben kann konnen rum
        herum abgeholt wann warum wer was
    """),
    "fr": word_set("""
        le la les un une des du de et est sont dans sur au aux en il y pas ne ce cette ces mon ma mes notre nos
        votre depuis devant avec pour que qui je nous vous trop tres bonjour plus sans par ca c'est sest cest toujours
        encore hier aujourdhui chez pres entre coin nid
    """),
    "pt": word_set("""
        o os um uma de do da dos das em no na nos nas e nao tem ha que por para com meu minha muito muita esta
        estao esse essa isso aqui ali desde ontem hoje ainda pela pelo ao sem mais foi ser ja voces por favor ola bom
        boa seu sua nosso nossa alguem
    """),
    "vi": word_set("""
        khong bi chua duoc tren cua nay roi mot cai va voi rat nhieu xin vui long tai dang lau toi chung qua o trong
        truoc sau gan nguoi la co den hom cho da nhung cac lam giup ai cam
    """),
    "ht": word_set("""
        nan gen yon pa mwen li la ap sou ki ak pou te se sa nou yo m depi anpil tanpri gwo twop lan devan kay
        lakay mwen jodi ye pi fe epi oswa genyen sil sitou anvan
    """),
}
NOUNS: Mapping[str, frozenset[str]] = {
    "en": word_set("""
        pothole potholes light lights streetlight tree trees trash garbage corner broken leaking leak water hole sign
        loud noise car cars parked dog dead deer smell wire fire help hello hi thanks thank you sidewalk overflowing
        missed pickup stop graffiti music bad big huge dark power sewer drain mattress dumped needs need fix fixed
        pls abandoned coming picked branch branches rats flooded flooding speeding homeless tent weeds grass
    """),
    "es": word_set("""
        luz luces arbol arboles basura bache baches hoyo hoyos agua fuga perro perros carro coche rota roto huele
        incendio fuego ayuda gracias dias tardes noches semana acera banqueta ruido poste semaforo drenaje muerto
        tirada tirado caido caida apagada apagado espanol mensajes quitar callejon fundida oscura oscuro alcantarilla
        tapada tapado abandonado abandonada reporte ramas senal cables muebles colchon olor ratas grafiti vecino
        descompuesto inundada musica
    """),
    "de": word_set("""
        schlagloch schlaglocher laterne laternen straßenlaterne strassenlaterne kaputt defekt mull baum umgesturzt ampel
        wasser wilder wildes reparieren hundekot gehweg burgersteig danke sperrmull lampe larm laut auto geparkt
        parkt beleuchtung loch verkehrsschild schild papierkorb voll uberfullt ratten spielplatz radweg gully verstopft
        graffiti schmiererei abfall scherben ast aste hallo guten tag morgen dunkel stinkt geruch
    """),
    "fr": word_set("""
        poule poules lampadaire casse cassee panne poubelle poubelles ramassees ramasse arbre tombe tombee trou trous
        fuite d'eau eau bruit merci voiture abandonnee feu rouge trottoir dechets ordures egout bouche bouchee eclairage
        lumiere eteint eteinte panneau rats chien mort odeur branche branches depot sauvage nuit salut bonsoir tapage
        encombrants
    """),
    "pt": word_set("""
        buraco buracos lampada queimada poste lixo calcada recolhido coletado arvore caida vazamento agua barulho
        obrigado obrigada esgoto vazando quebrado quebrada sinal semaforo cheiro cachorro morto entulho
        mato iluminacao dias bueiro entupido luz apagado apagada escuro asfalto alagado alagada sujeira podar galho
        lixeira
    """),
    "vi": word_set("""
        duong hong ga cay do rac lay mat nuoc ro ri on ao xe bo hoang sua ong cong tac ngap ket tieng chet
        mui hoi bien bao nap ho via he vo gay canh dien tuan thang
    """),
    "ht": word_set("""
        lari limye mouri fatra dlo chen pye pyebwa bwa tonbe kraze twou mesi bwi bri koule vwazen limen kouran leve
        ede wout trotwa egou debode machin santi move siy rat bonjou bonswa poto poubel pouri inonde jou kase
    """),
}
LETTERS: Mapping[str, re.Pattern[str]] = {
    "es": re.compile(r"[ñ¿¡]|[áíú](?=[a-z]|\b)", re.IGNORECASE),
    "de": re.compile(r"[äöüß]", re.IGNORECASE),
    "fr": re.compile(r"[œèêçîûâ]|\b[ldjcn]['’][a-zéêàh]", re.IGNORECASE),
    "pt": re.compile(r"[ãõç]", re.IGNORECASE),
    "vi": re.compile(r"[ăđơư\u1ea0-\u1ef9]", re.IGNORECASE),
    "ht": re.compile(r"[èò]", re.IGNORECASE),
}
"""Letters and signs that one of these languages uses and most others do not."""
SURE_LETTERS = frozenset({"vi"})
"""Languages whose own letters are proof."""
COMPOUNDS: Mapping[str, re.Pattern[str]] = {
    "de": re.compile(
        r"\w{4,}(?:ung|ungen|keit|heit|schaft|lich|isch|strasse|straße|muell|mull|behalter|behaelter)$"
        r"|\w*sch(?!ool|edul|eme|olar|wab|ema)\w{2,}|\w{3,}(?:ue|ae|oe)(?:ll|hl|ck|nd|ng|r|ss|t|b|f|g)\w{2,}"
    )
}
"""Shapes of long words, for a language that makes new ones all day."""
