"""The words of mail systems about mail that did not arrive, in the languages they come in (PROTOCOL 6.1).

They only count where other signs agree, because residents write about lost letters too.
"""

from __future__ import annotations

import re


def _any_of(*phrases: str) -> re.Pattern[str]:
    return re.compile("|".join(phrases), re.IGNORECASE)


DAEMON = _any_of(
    r"mailer-?daemon", r"postmaster", r"mail[-_. ]?delivery", r"mdaemon", r"mail[-_. ]?system",
)  # fmt: skip
SUBJECT = _any_of(
    r"\bundeliver", r"\bnon[- ]?deliver", r"\bnot (?:be )?deliver",
    r"\bdelivery (?:status|fail|has fail|error|problem|report|notif|delayed|not)", r"\bdeliverab",
    r"\bfailure notice", r"\breturned (?:mail|to sender)", r"\bmail (?:delivery|failure|error|system error|status)",
    r"\bmessage (?:delivery|status|undeliver|could not|not delivered|delayed)", r"\bcould not (?:be delivered|send)",
    r"\buser unknown", r"\bunknown (?:user|recipient|address)", r"\bbounce[d]?\b", r"\brejected",
    r"\bwarning: (?:could not|message)", r"\bnondeliverable", r"\bdelivery failure", r"\bunzustellbar",
    r"\bnicht zugestellt", r"\bzustellung", r"\bno (?:se ha podido entregar|entregado)", r"\bimposible de entregar",
    r"\bno entregable", r"\bdevuelto", r"\bnon (?:remis|distribu|recapit)", r"\b[ée]chec", r"\bmancata consegna",
    r"\bn[ãa]o (?:entregue|foi poss)", r"\b退信", r"\b无法(?:投递|送达)", r"\b系统退信", r"\bнедоставлен",
    r"\bне доставлен",
)  # fmt: skip
BODY = _any_of(
    r"(?:could|can|was|were|has|have|is|are|did)(?: ?not|n't)(?: yet)?(?: be| been| reach)? "
    r"(?:deliver|sent|reach|the following|accept)",
    r"undeliver",
    r"deliver(?:y|ing)(?: to| of| has| have| attempt\w*| for)?[^.\n]{0,60}"
    r"(?:fail|error|permanent|temporar|delay|abort|suspend)",
    r"(?:fatal|permanent|delivery) (?:error|failure|problem)", r"returned to (?:the )?sender",
    r"(?:no such|unknown|invalid|bad|disabled|inactive) (?:user|recipient|address|mailbox|account|destination|local)",
    r"user (?:unknown|not found|doesn't|does not|is unknown|over quota|has too)",
    r"mailbox (?:is )?(?:full|unavailable|not found|disabled|exceeded|for)",
    r"(?:does not|doesn't|do not) (?:have an? |exist|like)", r"over quota", r"quota exceeded",
    r"not (?:a valid|valid|recogni[sz]ed|accepting|listed|our customer)",
    r"unable to (?:deliver|relay|route|send|find)", r"failed (?:recipient|address|to deliver)",
    r"(?:this|the) (?:address|account|user|mailbox|recipient)[^.\n]{0,60}"
    r"(?:no longer|closed|disabled|inactive|fail|unknown)",
    r"\b5\d\d[ -]#?5\.\d\.\d", r"\b55[0-4]\b", r"bounced", r"unzustellbar", r"intended recipient:",
    r"has been returned because", r"did not (?:exactly )?match an", r"n'existe pas", r"无法(?:投递|送达|发送|送到)",
    r"konnte nicht zugestellt", r"no se pudo entregar", r"n['’]a pas pu [êe]tre",
    r"n[ãa]o (?:p[ôo]de|foi poss[íi]vel|foi) (?:ser )?entreg", r"не доставлен", r"не удалось доставить",
    r"non [èe] stat[oa] (?:recapitat|consegnat|possibile)", r"niet (?:worden )?(?:afgeleverd|bezorgd)", r"onbestelbaar",
    r"nie (?:mo[żz]na|zosta[łl]a?|uda[łl]o) .{0,20}dostarcz", r"(?:配信|送信|配達)できません", r"届けられません",
    r"kunde inte levereras", r"kunne ikke leveres",
)  # fmt: skip
FORMULA = _any_of(
    r"(?:created|generated) automatically by", r"automatically (?:created|generated) (?:delivery|message|notification)",
    r"(?:a|the|your) (?:e-?mail |mail )?message (?:that )?(?:you sent )?(?:to [^\n]{1,80} )?"
    r"(?:could|can) ?not be deliver",
    r"delivery (?:has failed|to the following|status notification|failed)",
    r"(?:this is the|from the) mail (?:system|delivery)", r"the following (?:address|recipient|mail)",
    r"your (?:mail|message) (?:was|has been|has) (?:not|returned|undeliver)", r"unable to deliver",
    r"votre message n['’]a pas (?:pu|[ée]t[ée])", r"su mensaje no (?:pudo|se pudo|ha podido)",
    r"mail delivery (?:software|agent|system|subsystem)", r"i'm afraid i wasn't able to deliver",
)  # fmt: skip
DELAY = _any_of(
    r"\bdelayed", r"\bwill (?:retry|continue|keep|be retried|try)", r"\bstill (?:try|being)", r"\bnot yet",
    r"\btry(?:ing)? again", r"\bno action is required", r"\bdo not need to re-?send", r"\btemporar", r"\bwarning[: ]",
)  # fmt: skip
GIVEN_UP = _any_of(
    r"giv(?:en|ing) up", r"permanent", r"fatal", r"failed", r"returned", r"will not be retried",
    r"could not be delivered for",
)  # fmt: skip
