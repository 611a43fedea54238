"""What a department reads in answer to its own mail: what was done, what was not and why, and the commands."""

from __future__ import annotations

from collections.abc import Mapping

from gateway.store.tickets import TicketRow

_COMMANDS = (
    ("#closed what was done", "closes the ticket; the resident reads your words"),
    ("#open, #in progress", "change the status; the resident reads your words, and is told once that work has begun"),
    ("#waiting which side of the street?", "asks the resident"),
    ("#assign parks and why", "hands the ticket to another department; your words go there, not to the resident"),
    ("#assign anne@elmcity.example, #assign me", "gives the ticket to a person"),
    ("#note only for us", "stays among staff, with everything below it"),
    ("#due friday, #due 2026-03-05, #due 3 business days", "sets until when it is to be done"),
    ("#priority high", "emergency, high, normal or low"),
    ("#help", "this list"),
)


def done_body(lines: tuple[str, ...]) -> str:
    """A confirmation: what was done, one sentence a line."""
    return "\n".join(lines)


def not_done_body(ticket: TicketRow, reasons: tuple[str, ...], departments: Mapping[str, str]) -> str:
    """Why nothing was done, and how to write it instead."""
    return "\n".join(
        (
            "Nothing was done, and nothing was sent to the resident.",
            "",
            *reasons,
            "",
            f"Your mail is kept with City311 #{ticket.number}. Answer again with the command on the first line.",
            "To send the resident a line that begins with a number sign, write a word before it.",
            "",
            help_body(departments),
        )
    )


def help_body(departments: Mapping[str, str]) -> str:
    """The commands, and the departments that a ticket can be handed to."""
    return "\n".join(
        (
            "Commands stand on the first lines of your answer, each on a line of its own:",
            "",
            *(f"- {written}: {meaning}" for written, meaning in _COMMANDS),
            "",
            "Without a command your words go to the resident as you write them.",
            f"Departments: {', '.join(f'{key} ({name})' for key, name in departments.items())}.",
            "En español: #cerrado, #abrir, #en curso, #espera, #asignar, #nota, #vence, #prioridad, #ayuda.",
        )
    )


def kept_as_note_body(ticket: TicketRow, department: str) -> str:
    """The ticket is with somebody else now, whose it is to answer."""
    return "\n".join(
        (
            f"City311 #{ticket.number} is with {department} now, so only {department} can change it or answer.",
            "Your words are kept with it as a note for the staff. Nothing was sent to the resident.",
        )
    )
