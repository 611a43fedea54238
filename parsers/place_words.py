"""The words that streets and places are named with, in English and Spanish, and those that only look like them."""

from __future__ import annotations

from parsers.word_lists import word_list, word_set, word_table

FIRM_SUFFIXES = word_set("""
        st str street streets ave av aven avenue avenues blvd boulevard blvds rd road roads ln lane pkwy parkway hwy
        highway expy expressway fwy freeway cir ct ter terr terrace trl pl aly plz cres xing tpke turnpike avn bvd
        blv rte
    """)
"""Suffixes that hardly mean anything else behind a name."""
LOOSE_SUFFIXES = word_set("""
        dr drive drives court place circle way trail alley square sq loop run pass path walk bend cove row plaza
        point pt crossing ridge view vista crescent mall grade heights hill hills landing glen manor mews rise spur
        close bridge causeway common commons park sw se nw ne
    """) - word_set("""
    sw se nw ne park mall bridge hill hills heights common commons view grade point rise close
""")
"""Suffixes that are everyday words too: in lower case they count only behind a house number or a preposition."""
SUFFIXES = FIRM_SUFFIXES | LOOSE_SUFFIXES

PREFIXES = word_set("""
        calle avenida avda av bulevar boulevard blvd calzada camino carretera callejon paseo via privada pasaje
        cerrada autopista ruta c/
    """)
"""Words that stand before a name in Spanish: `Calle Roble 12`."""
ROADS = word_table(
    {
        1: "highway, hwy, route, rte, rt, interstate, i, us, sr, cr, fm, carretera, ruta, autopista",
        2: "state road, county road, state route, us highway, state highway, us route, us hwy",
    }
)
"""Roads that are called by a number, with the words that their kind takes."""
DIRECTIONS = word_set("""
        n s e w ne nw se sw north south east west northeast northwest southeast southwest norte sur este oeste
    """)
_FORMS = """
    street st, str st, streets st, avenue ave, av ave, avenues ave, aven ave, avn ave, boulevard blvd, bvd blvd,
    blv blvd, road rd, roads rd, drive dr, lane ln, court ct, place pl, terrace ter, terr ter, circle cir,
    parkway pkwy, highway hwy,
    square sq, trail trl, alley aly, plaza plz, crossing xing, expressway expy, freeway fwy, crescent cres, point pt,
    north n, south s, east e, west w, northeast ne, northwest nw, southeast se, southwest sw, saint st,
    avenida ave, calle st, bulevar blvd
"""
SUFFIX_FORMS: dict[str, str] = {pair.split()[0]: pair.split()[1] for pair in word_list(_FORMS)}
"""One way of writing for each suffix and direction, so that two spellings of a street meet."""

PARTICLES = word_set("""
    de del la las los el of the san santa saint st mt fort ft von van du le
""")
JOINERS = word_set("""
    and & / @ y e at n con x cross
""")
PREPOSITIONS = word_set("""
        on at near of off along by to from in onto down up across behind beside around past toward towards between
        corner intersection and & address street road en sobre de cerca por entre hasta desde con esquina y frente
        outside opposite located @ located: location address: location: and
    """)
LANDMARKS = word_set("""
        park school elementary library church playground cemetery hospital station mall beach creek lake bridge
        stadium center centre market pool college university zoo museum garden gardens preserve reservoir dam pier
        marina airport depot courthouse firehouse clinic academy temple mosque synagogue arena field fields plaza
        monument gym apartments trail trailhead hotel shelter supermarket pharmacy theater theatre
    """)
"""What a named place is; the name stands before it in English."""
SPANISH_LANDMARKS = word_set("""
        parque escuela biblioteca iglesia plaza hospital estacion mercado puente primaria secundaria preparatoria
        cementerio universidad clinica playa lago arroyo gimnasio estadio museo supermercado gasolinera
    """)
GENERIC = word_set("""
        dog skate car ball city public local community neighborhood industrial office trailer mobile home town
        county state national the a an this that our my your high middle elementary grade day water gas fire police
        bus train subway metro power pump pumping lift weather railway shopping recreation rec senior nature
        swimming baseball soccer football tennis old new big small nearby same next whole entire large little
        beautiful in at near by of to from for with and or on behind inside across around is are was were has have
        had no any some every each most nice apartment kids kid children childrens concrete wooden foot pedestrian
        farmers farm grocery strip open retention natural flea summer work parking private charter bike walking
        hiking paved dirt dead overgrown broken damaged rose please walk see los las el la un una de del al escuela
        parque i we he she they it there here when where while because if so but also just still then than please hi
        hello service charging blocking leaving running
    """)
"""Words that stand before `park` or `station` without naming one."""

NOT_NAMES = word_set("""
        a an the this that these those my our your his her their its each every any all some no one two three four
        five six seven eight nine ten whole entire same other another side back front dirt gravel paved unpaved
        public private city county state town residential busy quiet narrow wide wet dark local neighborhood rural
        middle open steep long short big small new old nice main-road cross through access frontage service bike
        bicycle bus car turn turning left right center fire traffic travel passing merge merging express hov slow
        fast carpool exit parking school swim memory down up across of off on in at to from by near and or but is
        are was were be been being am has have had do does did can could will would should may might must not dont
        doesnt isnt it he she they we you i me us them who what where when why how which there here then than so
        very too also just only still even again please thanks thank hi hello with without for into onto over under
        around about after before during until since while because if as like per via along beside behind between
        beyond outside inside against toward block blocks blocking blocked blocks street streets road roads lane
        avenue alley drive way place court circle corner intersection sidewalk curb driveway house home building
        property yard lot area light lights sign signs signal tree trees branch limb trash garbage pothole potholes
        hole water leak pipe drain sewer hydrant car cars truck trucks vehicle vehicles people person man woman kids
        children dog dogs cat cats week weeks day days hour hours minute minutes month months year years time times
        am pm feet foot ft inch inches yards yard miles mile mi meters meter percent degrees dollars pm. gallons
        pounds lbs mph ago later old high deep large broken damaged dangerous missing flooded blocked dead cracked
        dirty overgrown abandoned parked parking speeding driving walking running going coming living sitting
        standing lying laying hanging see saw seen look looks looking go goes went come comes came get gets got take
        takes took make makes made put need needs want wants know think live lives fix fixed repair repaired clean
        cleaned remove removed report reported reporting call called caller calls said says resident residents
        someone something everything nothing anyone everyone today tomorrow yesterday tonight morning afternoon
        evening night monday tuesday wednesday thursday friday saturday sunday january february march april may june
        july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec first-come
        half double single both many few several more most less least much enough lot lots bit full empty entire
        part end ends ending dead-end bottom top above below out onto halfway next last whole opposite far close el
        los las un una unos unas mi su nuestra nuestro esta este esa ese hay en con por para que y o es son fue no
        se al muy mas misma mismo toda todo calle avenida esquina cuadra frente cerca entre sobre desde hasta casa
        carro luz poste arbol basura agua fuga bache hoyo mess traffic-light stop yield speed flood garage noise
        music loud smell smells gas wire wires wires power line lines pole poles post posts graffiti litter debris
        brush grass weeds bush bushes leaves snow ice plow storm rain wind hit ran run runs walk drives drove drive
        walked down st ave blvd rd apt suite unit room floor bldg phone tel cell number case ticket permit plate tag
        license model zip po box northbound southbound eastbound westbound inbound outbound
        im ive ill weve youve theyre theres heres dont cant
    """)
"""Lower-case words that no street is taken to be named by."""
UNITS = word_set("""
        am pm a.m p.m a.m. p.m. a p oclock o'clock hrs hr hour hours min mins minute minutes sec second seconds day
        days week weeks wk wks month months yr yrs year years time times ft feet foot inch inches in yard yards yds
        mile miles mi km meter meters metres m percent % degrees dollars bucks lb lbs pounds tons gallons people
        persons residents kids children men women cars trucks vehicles trees dogs cats lights poles bags tires
        mattresses couches houses homes blocks lanes calls times more other or and to of potholes holes signs
        branches units apartments cans bins carts birds chickens blocks different large big small old new dead
        broken abandoned inch-deep foot-tall horas dias semanas meses anos minutos personas carros perros arboles
        pies metros cuadras veces bolsas llantas baches colchones de th st nd rd mph pm. am. year-old
    """)
"""What a count is followed by; a number before one of these is no house number."""
NOT_A_NUMBER = word_set("""
        pole poste number # no. pole# permit plate tag case ticket bus route unit apt suite room floor line meter
        model call dial text zip id ref
    """)
"""What a number that is no house number is preceded by."""
WEEKDAYS_AND_MONTHS = word_set("""
        monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun january
        february march april may june july august september october november december jan feb mar apr jun jul aug
        sep sept oct nov dec lunes martes miercoles jueves viernes sabado domingo enero febrero marzo abril mayo
        junio julio agosto septiembre octubre noviembre diciembre am pm noon midnight
        montag dienstag mittwoch donnerstag freitag samstag sonntag januar februar maerz marz mai juni juli oktober
        dezember lundi mardi mercredi jeudi vendredi samedi dimanche janvier fevrier mars avril juin juillet aout
        septembre octobre decembre segunda terca quarta quinta sexta sabado janeiro fevereiro marco maio junho julho
        setembro outubro novembro dezembro
    """)
