"""The replies that the product itself sends, in the languages we ship, so that a small rulebook need not write them.

A rulebook overrides any of them. Spanish avoids á, í, ó and ú where it can, because one of them makes a text cost
twice (PROTOCOL 13.1).
"""

from __future__ import annotations

from collections.abc import Mapping

_EN = {
    "received": "{{ city }}: we got your {% if service %}{{ service }} {% endif %}report, ticket {{ number }}. {{ department }} will look at it. "
    "Text STATUS to ask how it stands.",
    "call_911": "{{ city }}: this line is NOT monitored for emergencies. If anyone is in danger call 911 now. Gas smell: leave first, "
    "then call 911. Wire down: stay away. Ticket {{ number }}.",
    "ask_location": "Where is it? Please reply with the street address or the nearest corner.",
    "ask_what": "What is the problem? Please reply in a few words, such as: {{ example }}",
    "status_one": "{{ city }}: ticket {{ number }}{% if service %} ({{ service }}){% endif %} is {{ status }}, with {{ department }}.",
    "status_none": "{{ city }}: we found no ticket of yours. To report a problem, reply with what it is and where, such as: {{ example }}",
    "help": "{{ city }} city services. Tell us what is wrong and where, such as: {{ example }} STATUS shows your ticket, STOP ends texts. "
    "Emergency: call 911.",
    "empty_text": "{{ city }}: your message came without words. Reply with what is wrong and where, such as: {{ example }}",
    "follow_up_added": "{{ city }}: added to ticket {{ number }}. Reply NEW to report a different problem.",
    "status_changed": "{{ city }}: ticket {{ number }} is now {{ status }}.{% if note %} {{ note }}{% endif %}",
    "closed": "{{ city }}: ticket {{ number }} is closed.{% if note %} {{ note }}{% endif %} Reply here if it is not solved.",
    "staff_reply": "{{ city }}, ticket {{ number }}: {{ note }}",
    "opted_out": "{{ city }}: you get no more texts from us. Text START to get them again.",
    "opted_in": "{{ city }}: you get our texts again. Tell us what is wrong and where.",
}

_ES = {
    "received": "{{ city }}: recibimos su reporte{% if service %} ({{ service }}){% endif %}, ticket {{ number }}. Lo atiende {{ department }}. "
    "Escriba ESTADO para saber cómo va.",
    "call_911": "{{ city }}: aquí NO se atienden emergencias. Si hay peligro llame al 911 ya. Olor a gas: salga primero. "
    "Cable caído: aléjese.",
    "ask_location": "Por favor responda con la calle y el número, o con la esquina mas cercana.",
    "ask_what": "Por favor responda en pocas palabras, por ejemplo: {{ example }}",
    "status_one": "{{ city }}: ticket {{ number }}{% if service %} ({{ service }}){% endif %}: {{ status }}. Lo tiene {{ department }}.",
    "status_none": "{{ city }}: no hay ningun ticket suyo. Para reportar un problema, responda con que pasa y donde, por ejemplo: {{ example }}",
    "help": "{{ city }}: diga que pasa y donde, por ejemplo: {{ example }} ESTADO muestra su ticket, STOP termina los mensajes. "
    "Emergencia: llame al 911.",
    "empty_text": "{{ city }}: su mensaje no trae palabras. Responda con que pasa y donde, por ejemplo: {{ example }}",
    "follow_up_added": "{{ city }}: lo agregamos al ticket {{ number }}. Responda NUEVO para reportar otro problema.",
    "status_changed": "{{ city }}: ticket {{ number }}: {{ status }}.{% if note %} {{ note }}{% endif %}",
    "closed": "{{ city }}: el ticket {{ number }} fue cerrado.{% if note %} {{ note }}{% endif %} Si no se resolvió, responda.",
    "staff_reply": "{{ city }}, ticket {{ number }}: {{ note }}",
    "opted_out": "{{ city }}: no le enviaremos mas mensajes. Escriba START para volver a recibirlos.",
    "opted_in": "{{ city }}: vuelve a recibir nuestros mensajes. Diga que pasa y donde.",
}

REQUIRED_REPLIES = frozenset(_EN)
"""Replies that the product sends by name; each must exist in every language of the city."""

DEFAULT_REPLIES: Mapping[str, Mapping[str, str]] = {name: {"en": _EN[name], "es": _ES[name]} for name in _EN}
