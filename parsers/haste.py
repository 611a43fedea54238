"""The words that say that somebody should look today: what cannot wait by itself, haste, and danger said with force.

Read by hand, of a hundred texts of two cities that speak of hazards three in five describe what has been so for years:
a trip hazard, a dangerous turn. Such words count only where they are strengthened, or where somebody will be hurt.
All is written flat (see `parsers.words.flatten`).
"""

from __future__ import annotations

import re

_ROAD = r"(?:road|roadway|street|lanes?|highway|intersection|traffic|exit|bike ?lane)"
_FORCE = r"(?:very|extremely|really|so|super|incredibly|highly|insanely|quite|too|most|seriously)"
_ENGLISH = (
    # What cannot wait, whoever says it.
    (
        r"(?:open|missing|uncovered|no) manhole(?: cover)?|manhole (?:cover |lid )?(?:is |was )?(?:missing|open|gone"
        r"|off|stolen)|(?:missing|no|broken) (?:manhole|drain|grate|meter|utility|vault) (?:cover|lid)s?(?= |\b)"
    ),
    (
        r"stop ?sign (?:is |has been |was |got )?(?:down|missing|gone|knocked|run over|fell|stolen|on the ground)"
        r"|(?:missing|fallen|downed|no) stop ?sign|stop ?sign(?: is)? not there"
    ),
    (
        r"(?:traffic|stop|signal) ?(?:lights?|signals?) (?:is |are |has been |have been |at [\w ]{3,30} (?:is "
        r"|are )?)?(?:out\b|dark|dead|off\b|not working|down|malfunctioning|stuck|all red|flashing)|signals? (?:is"
        r"|are) (?:out|dark|down)"
    ),
    (
        r"(?:water )?main (?:break|broke|burst|has broken)|gushing|geyser|burst (?:pipe|main)|pipe (?:has )?burst"
        r"|water (?:is )?(?:shooting|spraying|pouring)"
    ),
    (
        r"(?:raw )?sewage (?:is |keeps |was )?(?:back(?:ing|ed)?[ -]?up|overflow\w*|spill\w*|leak\w*|coming|flowing"
        r"|pouring|in (?:my|our|the) (?:house|home|yard|street|basement|bath\w*|sink|tub))"
        r"|sewer (?:is )?(?:back(?:ing|ed)?[ -]?up|backup|overflow\w*)|sewage backup"
    ),
    (
        r"flood(?:ed|ing) (?:in(?:to)? )?(?:my|our|the|their|his|her) (?:house|home|basement|garage|apartment"
        r"|living room|store|shop|kitchen)|(?:house|home|basement|garage|apartment) (?:is "
        r"|are )?(?:being )?flood(?:ed|ing)"
    ),
    (
        r"(?:tree|limb|branch|pole|boulder|rocks?|mudslide|landslide)\w* (?:has |have |just |is |are |was )?(?:fell"
        r"|fallen|down|came down|collapsed)\b(?! (?:to|permit))"
    ),
    (
        r"(?:fallen|downed|fell) (?:tree|limb|branch|pole)s?|(?:tree|limb|branch|debris|boulder|pole|mud|rock|log"
        r"|couch|mattress|ladder|sign)s? (?:is |are )?(?:completely |partially |now )?(?:blocking|in the middle of"
        r"|across) (?:[\w.]+ ){0,3}ROAD(?! from)"
    ),
    (
        r"(?:lying|laying|hanging|down|fell|fallen|stretched) across (?:the |my |both |all |our )?(?:whole "
        r"|entire )?(?:ROAD|driveway|sidewalk)(?! from)|blocking (?:the )?(?:whole|entire|both|all)(?: of the)? ROAD"
        r"|ROAD (?:is |are )?(?:completely |totally |fully )?(?:blocked|impassable)"
    ),
    (
        r"low[- ]hanging (?:wire|cable|line)s?|(?:wire|cable|line)s? (?:is |are )?(?:hanging|dangling|sagging|down"
        r"|exposed|low)|(?:hanging|dangling|exposed|loose|fallen|sagging) (?:electric\w* |live |power "
        r"|utility )?(?:wire|cable|line)s?|wires? sticking out|open electrical"
    ),
    (
        r"(?:tree|limb|branch|pole|wall|sign|building|roof|balcony|light)\w* (?:is |are |looks? (?:like )?"
        r"|look like )?(?:it is |its |it's |they are )?(?:about to|ready to|going to|gonna|dangerously close to"
        r"|on the verge of) (?:fall|falling|collapse|collapsing|come down|snap)|hanging by a thread"
        r"|leaning dangerously|dangerously (?:leaning|close|low|near|hanging)"
    ),
    (
        r"sink ?hole|(?:road|street|bridge|wall|sidewalk) (?:has |is )?(?:collapsed|collapsing|caving in|caved in"
        r"|washed out)|(?:glass|debris|nails|metal|tires?|ladder|mattress|couch|furniture|deer) (?:all over"
        r"|everywhere (?:on|in)|in the middle of) (?:[\w.]+ ){0,2}ROAD"
    ),
    (
        r"(?:aggressive|vicious|attacking|loose pit|rabid) (?:\w+ )?(?:dog|dogs|raccoon|bull|bulls|coyote|animal)s?"
        r"|dogs? (?:is |are )?(?:attacking|chasing)|oil (?:spill|slick)|(?:gas|fuel|diesel|chemical|paint) spill"
        r"|black ice|sheet of ice"
    ),
    # Haste.
    (
        r"urgent(?:ly)?|asap|a\.s\.a\.p\.?|right away|right now(?= please|!)|(?:needs?|requires?|need|please|fix"
        r"|come|do|send|respond|your|for|attended|addressed|immediate action|repaired|removed"
        r"|fixed) (?:\w+ ){0,3}immediate(?:ly)?|immediate(?:ly)? (?:attention|action|repair|help|response|danger"
        r"|threat|need|please|removal|fix)\w*|immediately(?= *[.!])|as soon as (?:possible|you can|humanly)"
        r"|before (?:someone|somebody|anyone|a (?:child|kid|person|pedestrian|biker|cyclist)) (?:\w+ )?(?:gets?|is"
        r"|dies|falls|trips)"
    ),
    (
        r"(?:this is|it is|it's|its|really|kind of) an emergency|emergency (?:repair|situation|response|!)"
        r"|^emergency\b|emergency[:!]"
    ),
    # Danger with force.
    (
        rf"{_FORCE} (?:\w+ )?(?:dangerous|hazardous|unsafe|treacherous|risky)|(?:serious|major|huge|big|great|severe"
        rf"|extreme|significant|genuine|immediate|real|imminent|massive|grave) (?:\w+ )?(?:danger|hazard"
        rf"|safety (?:issue|concern|hazard|risk|problem)|risk|threat)s?|extreme(?:ly)? danger"
    ),
    (
        r"dangerous(?= (?:hole|pit|drop|gap|wire|leak|dog|situation for (?:kids|children)))|(?:in|an?) (?:imminent"
        r"|immediate) danger"
    ),
    (
        r"(?:someone|somebody|a (?:child|kid|person|pedestrian|cyclist|biker)|kids|people|one of them|i|we|she|he"
        r"|they)(?:'s|'ll)? (?:will|could|might|is going to|are going to|is gonna|may|almost|nearly|can|going to|was"
        r"|got|has been|have been|fell and) (?:eventually |easily |seriously |badly |be |get |got |been "
        r"|getting )*(?:hurt|injured|killed|hit by a car|run over|die|electrocuted|struck|hit\b|broke (?:my|his|her))"
    ),
    (
        r"(?:accident|crash|collision|tragedy|lawsuit) (?:is )?(?:waiting|bound|going|about|certain|sure) to happen"
        r"|waiting for (?:an|a) (?:accident|tragedy)"
    ),
)
_SPANISH = (
    (
        r"urgente(?:mente)?|urgencia|urge|lo antes posible|lo mas pronto posible|cuanto antes|ya mismo|de inmediato"
        r"|inmediat(?:o|a|amente)|ahora mismo(?= por favor)|emergencia(?! medica)"
    ),
    (
        r"(?:muy|bien|super|sumamente|extremadamente|demasiado|bastante) (?:peligros[oa]s?|riesgos[oa]s?)|(?:gran"
        r"|mucho|grave|serio|verdadero|inminente) (?:peligro|riesgo)|peligro (?:inminente|para los ninos)|en peligro"
    ),
    (
        r"alguien (?:se )?(?:va a|puede|podria) (?:salir )?(?:lastim\w+|herid\w+|caer\w*|morir\w*|accident\w+"
        r"|matar\w*)|antes de que (?:alguien|haya|pase|ocurra)|puede (?:haber|causar|provocar|ocurrir) un accidente"
        r"|va a (?:haber|causar|pasar) (?:un accidente|una desgracia|algo)"
    ),
    (
        r"alcantarilla (?:abierta|sin tapa|destapada)|(?:registro|coladera|pozo|boca de tormenta) (?:abiert[oa]"
        r"|sin tapa|destapad[oa])|sin tapa|falta la tapa"
    ),
    (
        r"aguas negras|desbord(?:a|o|ando|amiento)\w* (?:el|la|de) (?:drenaje|alcantarilla|rio)"
        r"|drenaje (?:se )?(?:desborda|esta regresando|rebosa)|fuga (?:grande|enorme|fuerte) de agua|tuberia (?:rota"
        r"|reventada)|se revento|inund(?:o|a|ando|ada|ado) (?:mi|la|nuestra|el) (?:casa|sotano|cochera|garaje"
        r"|apartamento)"
    ),
    (
        r"(?:arbol|poste|rama|barda|muro)s? (?:\w+ )?(?:caid[oa]s?|se (?:cayo|esta cayendo|va a caer)"
        r"|a punto de caer(?:se)?|tirad[oa] en (?:la|medio))|se cayo (?:un|el|una|la) (?:arbol|poste|rama|semaforo)"
        r"|bloquea(?:ndo|n)? (?:toda )?(?:la calle|el paso|la carretera|el camino|el transito|el trafico)"
        r"|calle bloqueada"
    ),
    (
        r"semaforos? (?:\w+ )?(?:apagad[oa]s?|descompuest[oa]s?|no (?:funcionan?|sirven?)|fundid[oa]s?|sin luz"
        r"|danad[oa]s?)|(?:falta|sin|se cayo|tiraron) (?:el |la |una? )?(?:senal|letrero) de (?:alto|pare|stop)"
        r"|(?:cable|alambre)s? (?:\w+ )?(?:colgando|expuest[oa]s?|pelad[oa]s?|suelt[oa]s?|caid[oa]s?|baj[oa]s?)"
        r"|socavon|se hundio la calle|perros? (?:agresiv[oa]s?|brav[oa]s?)"
    ),
)
_GERMAN = (
    (
        r"dringend|eilig|eilt|sofort|umgehend|unverzuglich|schnellstmoglich|so schnell wie moglich|baldmoglichst"
        r"|akut|notfall(?!nummer)"
    ),
    (
        r"(?:sehr|extrem|ausserst|außerst|hoch|lebens|richtig|besonders|wirklich) ?gefahrlich|lebensgefahr|(?:grosse"
        r"|große|hohe|akute|ernste|erhebliche) (?:\w+)?gefahr|unfallgefahr|absturzgefahr|(?:jemand|kind|kinder"
        r"|radfahrer) (?:\w+ ){0,3}(?:verletz\w+|sturz\w+|zu schaden)|bevor (?:etwas|jemand|noch)"
    ),
    (
        r"(?:gully|gulli|kanal|schacht)(?:deckel)? (?:\w+ )?(?:fehlt|offen|weg)|fehlende[rs]? (?:gully|gulli|kanal"
        r"|schacht)deckel|offener (?:schacht|gully|kanal)|ampel (?:\w+ ){0,3}(?:ausgefallen|aus|defekt|kaputt"
        r"|funktioniert nicht|dunkel)|(?:ampelausfall|stoppschild (?:\w+ )?(?:fehlt|umgefahren|weg))"
    ),
    (
        r"(?:baum|ast|mast|pfosten|laterne)\w* (?:\w+ ){0,2}(?:umgesturzt|umgefallen|abgebrochen"
        r"|liegt auf der (?:straße|strasse|fahrbahn)|droht (?:zu fallen|umzusturzen|zu kippen|umzukippen))"
        r"|umgesturzter baum|(?:straße|strasse|weg|fahrbahn) (?:\w+ )?(?:blockiert|versperrt|unpassierbar"
        r"|uberflutet)|blockiert die (?:straße|strasse|fahrbahn)"
    ),
    (
        r"rohrbruch|wasserrohr|abwasser (?:\w+ ){0,3}(?:lauft|tritt aus|druckt)|keller (?:\w+ )?(?:uberflutet"
        r"|unter wasser|lauft voll)|(?:kabel|leitung)(?:en)? (?:\w+ )?(?:hangt|hangen|liegt frei|lose|blank)"
        r"|freiliegende (?:kabel|leitung)\w*|olspur|glatteis|spiegelglatt|scherben auf (?:der|dem) (?:fahrbahn"
        r"|radweg|straße|strasse|spielplatz)|aggressiver? hund"
    ),
)
_FRENCH = (
    (
        r"urgent[es]?|urgence|d'urgence|au plus vite|le plus (?:vite|tot|rapidement) possible|des que possible"
        r"|immediat(?:e|ement)?|tout de suite|rapidement svp"
    ),
    (
        r"(?:tres|extremement|vraiment|particulierement|super|hyper) (?:dangereu(?:x|se)s?)|danger (?:immediat"
        r"|imminent|grave|de mort)|(?:grand|gros|serieux|reel|vrai) danger|en danger|quelqu'un (?:va|peut|pourrait"
        r"|risque de) (?:\w+ ){0,2}(?:bless\w+|tomber|mourir|tuer)|avant (?:qu'il y ait|qu'il n'y ait|que quelqu'un"
        r"|un accident)"
    ),
    (
        r"(?:plaque d'egout|bouche d'egout|regard|egout) (?:\w+ ){0,2}(?:ouvert[e]?|manquante?|absente?"
        r"|sans couvercle)|feux? (?:\w+ ){0,3}(?:en panne|eteints?|ne (?:fonctionnent?|marchent?) (?:pas|plus))"
        r"|panneau stop (?:\w+ ){0,2}(?:tombe|manquant|arrache|absent)"
    ),
    (
        r"(?:arbre|branche|poteau|mur)s? (?:\w+ ){0,2}(?:tombee?s?|couchee?s?|menace de tomber|va tomber|en travers)"
        r"|bloque(?:nt)? (?:toute )?(?:la (?:route|rue|chaussee|circulation)|le passage)|rue bloquee|(?:canalisation"
        r"|conduite|tuyau)\w* (?:\w+ ){0,2}(?:cassee?|rompue?|eclatee?)|egouts? (?:\w+ )?(?:deborde\w*|refoule\w*)"
        r"|inond(?:e|ee|ation) (?:\w+ ){0,2}(?:ma|mon|notre|la) (?:maison|cave|sous-sol|garage)|(?:cable"
        r"|fil)s? (?:\w+ ){0,2}(?:qui )?(?:pend(?:ent|ant)?|denudes?|a terre|au sol)|verglas|chien (?:agressif"
        r"|mechant)"
    ),
)
_PORTUGUESE = (
    (
        r"urgente(?:mente)?|urgencia|o mais rapido possivel|o quanto antes|quanto antes|imediat[oa](?:mente)?"
        r"|agora mesmo|emergencia"
    ),
    (
        r"(?:muito|super|extremamente|bem|bastante) perigos[oa]s?|(?:grande|serio|grave) (?:perigo|risco)"
        r"|perigo (?:iminente|de vida)|risco (?:iminente|de (?:vida|morte|queda|acidente))|alguem (?:vai"
        r"|pode) (?:se )?(?:\w+ ){0,2}(?:machucar|ferir|cair|morrer|acidentar)\w*|antes que (?:alguem|aconteca)"
        r"|vai (?:causar|acontecer) (?:um )?acidente"
    ),
    (
        r"bueiro (?:\w+ )?(?:aberto|sem tampa|destampado)|boca de lobo (?:aberta|sem tampa)|sem tampa|(?:semaforo"
        r"|sinal|farol|sinaleira)\w* (?:\w+ ){0,2}(?:apagad[oa]|desligad[oa]|quebrad[oa]|com defeito|nao (?:funciona"
        r"|esta funcionando)|queimad[oa])|placa de pare (?:\w+ ){0,2}(?:caiu|caida|sumiu|arrancada)"
    ),
    (
        r"(?:arvore|galho|poste|muro)s? (?:\w+ ){0,2}(?:caid[oa]s?|caiu|cair|caindo|tombou|prestes a cair)"
        r"|bloque(?:ando|ia|ada|ado|ou) (?:toda )?(?:a (?:rua|via|pista|estrada)|o (?:transito|caminho))"
        r"|rua bloqueada|(?:cano|tubulacao|adutora) (?:\w+ )?(?:estour\w+|rompi\w+|rompeu|quebrad[oa])"
        r"|esgoto (?:\w+ )?(?:transbord\w+|a ceu aberto|vazando|voltando|estour\w+)|inund(?:ou|ando|ada|ado) (?:a "
        r"|o )?(?:minha|meu|nossa|casa)|(?:fio|cabo)s? (?:\w+ ){0,2}(?:solt[oa]s?|caid[oa]s?|expost[oa]s?"
        r"|pendurad[oa]s?|desencapad[oa]s?|baix[oa]s?)|cratera|cachorro (?:agressivo|bravo)"
    ),
)
_VIETNAMESE = (
    (
        r"khan cap|gap lam|rat gap|can gap|gap (?:lam|qua|nhe)|ngay lap tuc|cang som cang tot|som nhat (?:co the)?"
        r"|ngay bay gio"
    ),
    (
        r"(?:rat|qua|cuc ky|vo cung|het suc) nguy hiem|nguy hiem (?:qua|lam)|co (?:nguoi"
        r"|the) (?:se )?(?:bi )?(?:tai nan|bi thuong|chet)|truoc khi (?:co|xay ra)|de gay tai nan"
    ),
    (
        r"(?:nap )?(?:cong|ho ga) (?:\w+ ){0,2}(?:mat nap|khong (?:co )?nap|ho|mo|bi mat)|mat nap (?:cong|ho ga)"
        r"|den (?:giao thong|tin hieu|do) (?:\w+ ){0,2}(?:hong|tat|khong (?:hoat dong|sang)|hu)|(?:cay|canh|cot"
        r"|tru)(?: \w+){0,2} (?:do|nga|gay|sap do)(?: xuong| chan| ngang)?|chan (?:ngang )?(?:duong|loi di)"
        r"|(?:ong nuoc|duong ong) (?:\w+ )?(?:vo|be)|nuoc cong (?:\w+ )?(?:trao|tran)|(?:day"
        r"|cap) dien (?:\w+ ){0,2}(?:dut|roi|thong|lo|ho|treo)|ngap (?:\w+ )?nha|ho tu than|cho du"
    ),
)
_CREOLE = (
    r"ijan|ijans|prese|pi vit (?:posib|ke posib)|touswit|tou suit|imedyatman|san pedi tan",
    (
        r"(?:tre|twop|vreman) danjere|danjere anpil|gwo danje|an danje|moun (?:ka|ap|pral) (?:\w+ )?(?:blese|mouri"
        r"|tonbe|aksidan)|anvan (?:yon )?(?:moun|aksidan)"
    ),
    (
        r"(?:twou|kouvek|plak) (?:\w+ )?(?:egou|rego) (?:\w+ )?(?:louvri|manke|pa genyen)|egou (?:\w+ )?(?:louvri"
        r"|debode|ap debode|san kouvek)|(?:limye|siy) (?:trafik|sikilasyon|stop)(?: \w+){0,2} (?:mouri|pa mache"
        r"|tonbe|etenn|pa limen)|(?:pyebwa|branch|poto|mi)(?: \w+){0,3} (?:tonbe|pral tonbe)|bloke (?:lari|wout"
        r"|pasaj)|(?:tiyo|kanalizasyon)(?: \w+){0,2} (?:pete|kase|krase)|(?:fil|kab) (?:\w+ ){0,3}(?:pann|tonbe|ate"
        r"|pandye)|dlo (?:\w+ )?(?:antre|anvayi) (?:\w+ )?(?:kay|lakay)|inonde (?:kay|lakay)"
    ),
)
_CHINESE = (
    r"紧急|緊急|尽快|盡快|尽早|儘快|赶快|趕快|赶紧|趕緊|马上|馬上|立即|立刻|急需|加急",
    (
        r"(?:很|非常|十分|太|极其|極其|特别|特別|相当|相當|好)危险|(?:很|非常|十分|太|極其|特別|相當|好)危險|有人(?:会|會|可能|差点|差點)?(?:受伤|受傷|摔|被撞|死)|(?:容易|会"
        r"|會|可能)(?:出|发生|發生|造成|导致|導致)(?:事故|意外|车祸|車禍|危险|危險)|以免(?:发生|發生|有人|出)"
    ),
    (
        r"(?:井盖|井蓋|沙井盖|下水道盖|下水道蓋|窨井盖)(?:不见|不見|丢|丟|没|沒|缺|坏|打开|被偷|松)|(?:没有|沒有|缺少|缺)(?:井盖|井蓋)|(?:红绿灯|紅綠燈|交通灯|交通燈|信号灯"
        r"|信號燈)(?:坏|壞|不亮|不工作|失灵|失靈|熄|没亮|沒亮|故障)|(?:树|樹|树枝|樹枝|电线杆|電線杆|电杆|大树|大樹)(?:倒|断|斷|快倒|要倒|掉下|塌)|(?:挡住|擋住|堵住|阻塞|堵塞"
        r"|阻挡|阻擋)了?(?:整条|整條|马路|馬路|道路|路|车道|車道|交通)|(?:水管|自来水管|自來水管|水管线)(?:爆|破|断|斷)|(?:污水|下水道)(?:倒灌|溢|外溢|涌|湧|漫)|(?:电线"
        r"|電線|电缆|電纜)(?:掉|垂|断|斷|裸露|露|挂)|(?:家|地下室|车库|車庫|屋)里?(?:被淹|进水|進水|淹水)|塌陷|地陷|恶犬|惡犬"
    ),
)


def _any(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(patterns)})(?!\w)".replace("ROAD", _ROAD))


PATTERNS: dict[str, re.Pattern[str]] = {
    "en": _any(_ENGLISH),
    "es": _any(_SPANISH),
    "de": _any(_GERMAN),
    "fr": _any(_FRENCH),
    "pt": _any(_PORTUGUESE),
    "vi": _any(_VIETNAMESE),
    "ht": _any(_CREOLE),
    "zh": re.compile("|".join(_CHINESE)),
}
"""What says `soon`, by language."""
CALM = re.compile(
    r"(?<!\w)(?:(?:take|taking|took|taken|cut|cutting|bring|get) (?:\w+ ){0,3}(?:tree|limb|branch|sign)(?:e?s)? down|"
    r"(?:not|isn't|isnt|no|non|never|nothing|hardly)[ -](?:really |that |very |so |an? |at all |even "
    r"|super |too )*(?:urgent|emergency|hazard\w*|dangerous|unsafe|immediate|blocking|asap|rush|hurry)|"
    r"no rush|no hurry|whenever you can|when you get a chance|hazardous waste|household hazardous"
    r"|immediately (?:north|south|east|west|adjacent|next|after|behind|before|in front|across|above|below|beside"
    r"|to the)|"
    r"emergency (?:vehicle|access|exit|contact|room|service|lane|phone|number|light|responder|personnel|crew"
    r"|shelter|generator|brake|management|order)s?|(?:in (?:case of )?an?|upon|for|state of|medical) emergency|"
    r"no es (?:muy )?(?:urgente|una emergencia|peligroso)|sin prisa|no urge|nicht (?:\w+ )?(?:dringend|eilig"
    r"|sofort|gefahrlich)|kein notfall|nicht so schnell|keine eile|eilt nicht|pas (?:\w+ )?(?:urgent|dangereux"
    r"|presse)|ce n'est pas urgent|sans urgence|"
    r"nao e (?:urgente|emergencia|perigoso)|sem pressa|khong (?:gap|khan cap|voi)|pa ijan|pa gen prese|pa prese)(?!\w)"
    r"|不(?:太)?(?:急|紧急|緊急|危险|危險)|不用(?:急|着急|著急|马上)|没有危险|沒有危險"
)
"""What takes haste back, and what only looks like it."""
