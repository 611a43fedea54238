"""One message with everything that was found out about it, on its way into the store."""

from __future__ import annotations

from dataclasses import dataclass

from gateway.conversation import Move, State
from gateway.envelopes import Arrival
from gateway.replies import Correspondent
from gateway.routing import Rulebook
from gateway.routing.values import Decision
from gateway.store.contacts import ContactRow, NewContact
from gateway.store.outcomes import Outcome
from gateway.store.sender_rules import Verdict
from gateway.threads import Relation, Thread
from parsers.document import kind_of
from parsers.intents import Intent, LanguageChoice
from parsers.values import InboundMessage, Medium, Urgency


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What filing needs to know; nothing here is looked up again."""

    message_id: int
    arrival: Arrival
    message: InboundMessage
    thread: Thread
    intent: Intent
    decision: Decision
    rulebook: Rulebook
    now: float
    listed: Verdict | None = None
    """What the city's list of senders says about this one."""
    is_released: bool = False
    """Whether staff saw the message among the held ones and had it filed."""
    move: Move | None = None
    """What the dialogue does next; None for mail."""
    is_unsure: bool = False
    """Whether a text may be about something else than the ticket it is attached to."""
    part: int = 0
    """Which of the message's problems this is, from 0."""

    @property
    def cause(self) -> str:
        """What every answer to this message names as its cause; each of its further problems has one of its own."""
        return f"message:{self.message_id}:part{self.part}" if self.part else f"message:{self.message_id}"

    @property
    def noted_move(self) -> dict[str, dict[str, str]]:
        """The move as the history of a ticket notes it, so that a page can tell it; nothing for mail."""
        return {"move": {"state": self.move.state.name, "says": self.move.says.name}} if self.move else {}

    @property
    def is_emergency(self) -> bool:
        """Whether the words tell of a danger to life."""
        return self.intent.understanding.urgency is Urgency.EMERGENCY

    @property
    def is_test(self) -> bool:
        """Whether a developer tries things: a ticket is made, and nobody is told."""
        return self.message.stated is not None and self.message.stated.is_test

    @property
    def is_in_burst(self) -> bool:
        """Whether nothing that we said or asked since has reached the sender."""
        return self.move is not None and self.move.state is State.STILL_WRITING

    @property
    def has_files(self) -> bool:
        """Whether something came along that tells more than the words, such as a photo."""
        return any(not file.decorative for file in self.message.attachments)

    @property
    def language(self) -> str:
        """The language to answer in: what was asked for, else written, else written before, else the city's.

        Fewer than three words besides the place tell no language (PROTOCOL 15.15).
        """
        spoken = self.intent.understanding.language
        known = self.rulebook.city.languages
        contact = self.thread.contact
        earlier = contact.language if contact else None
        is_settled = contact is not None and contact.language_chosen_at is not None
        is_told = self.intent.understanding.tells_language and not is_settled
        wishes = (spoken, earlier) if is_told else (earlier, spoken)
        if isinstance(self.intent, LanguageChoice):
            wishes = (self.intent.language, earlier)
        return next((wish for wish in wishes if wish in known), known[0])

    @property
    def our_address(self) -> str:
        """The address or number of ours that was written to, to answer from the same one."""
        city = self.rulebook.city
        ours = city.addresses if self.message.medium is Medium.EMAIL else city.numbers
        meant = {(city.find_address(to) or to).lower() for to in self.arrival.recipients}
        written_to = (known for known in ours if known.lower() in meant)
        return next(written_to, ours[0] if ours else "")

    def outcome(self, *, ticket_id: int | None = None, reason: str = "", held: str = "") -> Outcome:
        """What became of the message, for its row."""
        return Outcome(
            kind=kind_of(self.intent),
            text=self.message.new_text,
            quoted_text=self.message.folded_text,
            reason=reason or self.message.error or self.message.automation.reason,
            ticket_id=ticket_id,
            rfc_message_id=self.message.message_id,
            flags=self.message.flags,
            held=held,
            personal=self.intent.understanding.personal,
            authentication=self.message.authentication if self.message.medium is Medium.EMAIL else None,
        )

    @property
    def actor(self) -> str:
        """How events name whoever brought this message: the reporter, or the clerk who passed it on."""
        return self.message.forwarder or "resident"

    @property
    def references(self) -> tuple[str, ...]:
        """The mails that the sender has and that an answer belongs to, oldest first; never a clerk's forward."""
        message = self.message
        passed_on = message.forwarded.message_id if message.forwarder and message.forwarded else ""
        own = passed_on if message.forwarder else message.message_id
        return tuple(filter(None, (*reversed(message.references), own)))

    @property
    def sender(self) -> NewContact:
        """Whoever wrote, as a contact to be."""
        return NewContact(
            medium=self.message.medium,
            address=self.message.sender,
            name=self.message.sender_name,
            language=self.language,
        )

    def sender_as_correspondent(self, contact: ContactRow) -> Correspondent:
        """The sender, to be answered in the same channel."""
        return Correspondent(
            channel=self.arrival.channel,
            medium=self.message.medium,
            address=contact.address,
            our_address=self.our_address,
            language=self.language,
            contact_id=contact.id,
        )

    @property
    def follow_up_tags(self) -> tuple[str, ...]:
        """What the rules for `follow_up` mark the ticket with that this message goes into."""
        return self.decision.tags if self.decision.event == "follow_up" else ()

    @property
    def follow_up_people(self) -> tuple[str, ...]:
        """Whom the rules for `follow_up` tell besides the ticket's department."""
        return self.people_to_tell if self.decision.event == "follow_up" else ()

    @property
    def people_to_tell(self) -> tuple[str, ...]:
        """The mail addresses of `notify`, and those of the departments of `watch`."""
        known = (self.rulebook.departments.get(key) for key in self.decision.watch)
        watching = (address for department in known if department for address in department.notify)
        return (*self.decision.notify, *watching)

    def why_no_answer(self, contact: ContactRow | None) -> str:
        """Why an automatic answer must not go out; empty when it may (PROTOCOL 5, 5.14, 12.10, 15.13)."""
        if self.message.authentication.is_forged:
            return "the sender's domain says that the mail is not its own (DMARC fail)"
        if self.listed == "blocked" and not self.is_released:
            return "the sender is blocked"
        if not self.message.automation.reply:
            return self.message.automation.reason or "a machine wrote"
        if contact is not None and contact.opted_out_at is not None and self.message.medium is Medium.SMS:
            return "the number has opted out"
        is_page = self.thread.is_on_page and self.thread.relation is Relation.ANSWERS
        if is_page and not self.is_emergency:
            return "the page has shown it"
        if self.message.opt_out_type is not None and not self.is_emergency:
            return "the carrier has answered this word itself"
        if self.intent.understanding.contact.wants_no_messages and not self.is_emergency:
            return "the sender wants no answer"
        return "held by a rule" if self.decision.hold else ""
