"""What residents of the made-up city do in a week: report, answer what they are asked, say whether it is fixed."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from gateway.routing import City
from gateway.simulating.doors import Doors, Mail
from gateway.simulating.people import Resident, residents
from gateway.simulating.stage import HOUR, Stage
from gateway.simulating.tales import Storm, Tale, Tales
from gateway.simulating.town import Spot, draw_spot
from gateway.store.played import Sent
from gateway.store.questions import QuestionRow
from gateway.web.simulator.photos import draw_photo
from parsers.values import Asked

_DAY = 24 * HOUR
_LIKELY = (1, 1, 1, 1, 1, 2, 5, 9, 12, 13, 11, 10, 10, 9, 9, 9, 10, 11, 10, 8, 7, 5, 3, 2)
"""How much is written in each hour of a day."""
_WEEKEND = 0.55
_TEXTS = 0.6
"""How many of all write by telephone."""
_THINKS_IT_IS_FIXED = 0.8
_MINUTE = 60.0
_SAYS_NOTHING = 0.45
_ANSWERS_BACK = 0.7
_ASKED_BACK = frozenset({Asked.DETAIL, Asked.STAFF})


@dataclass(slots=True, kw_only=True)
class Street:
    """The residents, their telephones and mailboxes."""

    stage: Stage
    doors: Doors
    tales: Tales
    city: City
    chance: random.Random
    _people: tuple[Resident, ...] = ()
    _answers: dict[str, list[str]] = field(default_factory=dict)
    """What somebody will answer when they are asked, by telephone number or mail address."""
    _heard: set[int] = field(default_factory=set)
    """The questions that have reached them."""

    def __post_init__(self) -> None:
        self._people = residents(self.chance, self.city)

    def plan_week(self, *, requests: int, begins: float, ends: float) -> None:
        """Spread so many reports over the time, as people write: by day more than by night."""
        moments = sorted(self._moments(requests, begins, ends))
        for at in moments:
            tale = self._choose_tale()
            self.stage.plan(at, partial(self._tell, self.chance.choice(self._people), tale, draw_spot(self.chance)))
        for storm in self.tales.storms:
            self._plan_storm(storm, begins)

    def _moments(self, requests: int, begins: float, ends: float) -> Iterator[float]:
        while requests:
            at = begins + self.chance.random() * (ends - begins)
            local = datetime.fromtimestamp(at, self.city.zone)
            likely = _LIKELY[local.hour] / max(_LIKELY) * (_WEEKEND if local.weekday() > 4 else 1.0)
            if self.chance.random() < likely:
                requests -= 1
                yield at

    def _choose_tale(self) -> Tale:
        tales = self.tales.texts if self.chance.random() < _TEXTS else self.tales.mails
        return self.chance.choices(tales, [tale.weight for tale in tales])[0]

    def _plan_storm(self, storm: Storm, begins: float) -> None:
        spot = draw_spot(self.chance, storm.street)
        writers = self.chance.sample(self._people, len(storm.tales))
        for who, say in zip(writers, storm.tales, strict=True):
            at = begins + storm.hour * HOUR + self.chance.random() * 1.5 * HOUR
            self.stage.plan(at, partial(self._tell, who, Tale(say=say), spot))

    def _tell(self, who: Resident, tale: Tale, spot: Spot) -> None:
        words = _fill(tale.say, who, spot)
        if tale.then:
            self._answers.setdefault(_address(who, tale), []).append(_fill(tale.then, who, spot))
        if tale.subject:
            photo = draw_photo(tale.photo, self.city, now=self._now()) if tale.photo else b""
            self._send_mail(who, subject=tale.subject, body=words, photo=photo, machine=tale.machine)
        else:
            self.doors.send_text(who.phone, words, photo=tale.photo)

    def hear(self, sent: Sent, question: QuestionRow | None) -> None:
        """A message of the city arrives; what it asks is perhaps answered after a while, once."""
        who = next((one for one in self._people if sent.recipient in (one.phone, one.mail)), None)
        if who is None or question is None or question.id in self._heard:
            return
        self._heard.add(question.id)
        if answer := self._answer(sent, question.kind):
            wait = self.chance.expovariate(1 / (25 * _MINUTE)) + _MINUTE
            self.stage.plan(self.stage.clock() + wait, partial(self._answer_with, who, sent, answer))

    def _answer(self, sent: Sent, asked: Asked) -> str:
        """What they say; empty when they say nothing."""
        if asked is Asked.FIXED:
            return self._is_it_fixed(sent)
        if asked in _ASKED_BACK:
            return self.chance.choice(self.tales.answers["back"]) if self.chance.random() < _ANSWERS_BACK else ""
        waiting = self._answers.get(sent.recipient)
        return waiting.pop(0) if waiting else ""

    def _is_it_fixed(self, sent: Sent) -> str:
        if self.chance.random() < _SAYS_NOTHING:
            return ""
        is_fixed = self.chance.random() < _THINKS_IT_IS_FIXED
        if "@" in sent.recipient:
            return "Yes, thank you!" if is_fixed else "No, it is still the same."
        return "1" if is_fixed else "2"

    def _answer_with(self, who: Resident, sent: Sent, answer: str) -> None:
        if sent.recipient == who.phone:
            self.doors.send_text(who.phone, answer)
        else:
            subject = f"Re: {sent.subject}"
            self._send_mail(who, subject=subject, body=answer, to=sent.reply_to, answers=sent.rfc_message_id)

    def _send_mail(
        self,
        who: Resident,
        *,
        subject: str,
        body: str,
        to: str = "",
        photo: bytes = b"",
        answers: str = "",
        machine: bool = False,
    ) -> None:
        mail = Mail(
            name=who.name,
            sender=who.mail,
            to=to or self.city.addresses[0],
            subject=subject,
            body=body,
            photo=photo,
            answers=answers,
            machine=machine,
        )
        self.doors.send_mail(mail, now=self.stage.clock())

    def _now(self) -> datetime:
        return datetime.fromtimestamp(self.stage.clock(), self.city.zone) - timedelta(minutes=1)


def _fill(words: str, who: Resident, spot: Spot) -> str:
    return words.format(place=spot.place, corner=spot.corner, street=spot.street, name=who.name)


def _address(who: Resident, tale: Tale) -> str:
    return who.mail if tale.subject else who.phone
