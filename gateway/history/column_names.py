"""What cities call the columns of their exports, the most telling names first, in small letters without marks."""

from __future__ import annotations

_IDS = """
    id; request id; service request id; service request number; service request no; service request; sr number;
    sr id; sr no; srid; case id; case number; case enquiry id; case no; ticket id; ticket number; ticket no; ticket;
    issue id; incident id; incident number; report id; report number; complaint id; complaint number;
    reference number; reference; ref no; reference no; work order id; unique key; request number; request no;
    request; unique id; number; record id; row id; object id; objectid; meldungs id; meldung id; vorgang;
    vorgangsnummer; vorgangs nr; nummer; nr; ticketnummer; aktenzeichen; folio; expediente; número; numero;
    id solicitud; id demande; numéro; numero demande; protocolo; número do protocolo
"""
_TEXTS = """
    text; description; request description; service request description; issue description; problem description;
    complaint description; case description; incident description; full description; public description;
    long description; request details; issue details; details; detail; complaint; complaint details; message;
    request text; body; content; comments; comment; customer comments; citizen comments; narrative; problem; issue;
    notes; request notes; what; concern; descriptor; beschreibung; meldungstext; meldung; anliegen; anliegen text;
    nachricht;
    mitteilung; text der meldung; inhalt; freitext; descripción; descripcion; texto; detalle; observaciones;
    mensaje; comentario; comentarios; descripción del reporte; texte; contenu; commentaire; message de la demande;
    descrição; descricao; relato; mensagem; summary; subject; title
"""
_CATEGORIES = """
    category; service name; request category; issue category; service category; service type; request type;
    service request type; sr type; issue type; complaint type; case type; problem type; incident type; ticket type;
    type of request; type of issue; request type name; case title; service; category name; subcategory;
    sub category; reason; type; topic; problem code; service code; kategorie; hauptkategorie; rubrik; thema;
    themenbereich; art; art der meldung; dienst; meldungsart; categoría; categoria; tipo; tipo de solicitud;
    tipo de reporte; asunto; servicio; catégorie; categorie; type de demande; rubrique; motif; thème;
    tipo de serviço; serviço; servico
"""
_DEPARTMENTS = """
    department; department name; dept; dept name; responsible department; owning department; assigned department;
    city department; owner department; agency responsible; responsible agency; responsible party; agency name;
    agency; owner; division; assigned to; assigned group; assignee; group; team; office; responsible; amt;
    fachbereich; abteilung; zuständiges amt; zuständig; zustaendig; zuständigkeit; zustaendigkeit; fachamt;
    dienststelle; departamento; dependencia; área responsable; area responsable; unidad; dirección responsable;
    département; service responsable; direction; órgão; orgao; secretaria
"""
_ADDRESSES = """
    address; location address; street address; incident address; request address; full address; service address;
    problem address; issue address; site address; address line 1; address 1; address string; location street name;
    location; location description; intersection; place; adresse; anschrift; straße und hausnummer; standort; ort;
    einsatzort; dirección; direccion; domicilio; ubicación; ubicacion; lugar; endereço; endereco; localização; lieu;
    emplacement; localisation
"""
_LATS = "lat; latitude; y; y coordinate; location latitude; breitengrad; breite; geo lat; latitud; latitude wgs84"
_LONS = (
    "lon; long; lng; longitude; x; x coordinate; location longitude; längengrad; laengengrad; länge; geo lon; longitud"
)
_POINTS = """
    point; location; geolocation; georeference; geo location; lat lon; lat long; latlng; lat lng; coordinates;
    coordinate; the geom; geom; geometry; shape; location 1; geo point 2d; geo point; geopoint; koordinaten;
    koordinate; coordenadas; coordonnées
"""
_REQUESTED = """
    requested at; requested datetime; request date; requested date; requested; request datetime; created at;
    created date; date created; creation date; created datetime; created; create date; create time; sr create date;
    open date; opened date; date opened; open dt; opened at; opened; date time opened; submitted at; submitted date;
    date submitted; submitted; received at; received date; date received; received; reported at; reported date;
    date reported; reported; report date; entered; entry date; date entered; initiated date;
    ticket created date time; date time; datetime; timestamp; date; call date; erstellt am; erstellt;
    erstellungsdatum; eingang; eingangsdatum; eingegangen am; gemeldet am; meldedatum; datum; fecha;
    fecha de creación; fecha creacion; fecha de solicitud; fecha de apertura; fecha de ingreso; date de création;
    date creation; date de la demande; data; data de abertura; data abertura; data de criação
"""
_CLOSED = """
    closed at; closed date; date closed; closed datetime; close date; closed dt; closed; date time closed;
    ticket closed date time; resolved at; resolved date; date resolved; resolution date; resolved; completed at;
    completed date; date completed; completion date; completed; finished at; end date; actual completion date;
    erledigt am; erledigt; abgeschlossen am; abgeschlossen; abschlussdatum; geschlossen am; fecha de cierre;
    fecha cierre; fecha de resolución; date de clôture; date cloture; date de résolution; data de fechamento;
    data fechamento; data de conclusão
"""


def _names(written: str) -> tuple[str, ...]:
    return tuple(" ".join(name.split()) for name in written.split(";"))


NAMES = {
    "id": _names(_IDS),
    "text": _names(_TEXTS),
    "category": _names(_CATEGORIES),
    "department": _names(_DEPARTMENTS),
    "address": _names(_ADDRESSES),
    "lat": _names(_LATS),
    "lon": _names(_LONS),
    "point": _names(_POINTS),
    "requested_at": _names(_REQUESTED),
    "closed_at": _names(_CLOSED),
}
WEAK_IDS = frozenset(
    {"service request", "ticket", "reference", "request", "number", "vorgang", "nummer", "nr", "numero", "número"}
)
"""They are the ids only where no value stands twice; a number may be a house's, and a request its text."""
NOT_TEXT = frozenset(
    _names(
        """resolution; closure; closing; status; action; outcome; response; answer; reply; url; link; media; image;
    photo;
        date; datetime; time; at; address; location; place; street; geometry; geom; staff; internal; department; agency;
        antwort; bearbeitung; stand; respuesta; estado; réponse; statut"""
    )
)
"""Words in the name of a column that is not what residents wrote, however long its values are."""
SUBJECTS = frozenset(
    {"subject", "title", "summary", "headline", "betreff", "titel", "objet", "titre", "assunto", "título"}
)
"""A column that stands in front of the text when there is one of these besides."""
TWO_PART_ADDRESSES = (
    ("street number", "street name"),
    ("house number", "street name"),
    ("house number", "street"),
    ("street number", "street"),
    ("address number", "street name"),
    ("number", "street"),
    ("straße", "hausnummer"),
    ("strasse", "hausnummer"),
    ("calle", "número"),
    ("calle", "numero"),
)
