"""Delivery reports and complaints as mail systems write them, made to fit a mail of ours."""

from __future__ import annotations

import zlib

DAEMON = "mailer-daemon@mx.residents.example"
_ORIGINAL = (
    "Return-Path: <{envelope}>\nFrom: Elm City 311 <311@elmcity.example>\nTo: {address}\n"
    "Subject: Re: Pothole\nMessage-ID: {message_id}\n"
)


def _standard(
    *, sender: str, subject: str, words: str, status_part: str, headers: str = "", original: str = _ORIGINAL
) -> str:
    return (
        f"From: {sender}\nTo: {{envelope}}\nSubject: {subject}\nMessage-ID: <report-{{token}}@mx.residents.example>\n"
        f"MIME-Version: 1.0\n{headers}Content-Type: multipart/report; report-type=delivery-status; boundary=cut\n\n"
        f"--cut\nContent-Type: text/plain; charset=utf-8\n\n{words}\n"
        f"--cut\nContent-Type: message/delivery-status\n\n{status_part}\n"
        f"--cut\nContent-Type: message/rfc822\n\n{original}\nThank you for your report.\n--cut--\n"
    )


POSTFIX = _standard(
    sender="Mail Delivery System <MAILER-DAEMON@mx.residents.example>",
    subject="Undelivered Mail Returned to Sender",
    headers="Auto-Submitted: auto-replied\n",
    words=(
        "This is the mail system at host mx.residents.example.\n\nI'm sorry to have to inform you that your message\n"
        "could not be delivered to one or more recipients.\n\n<{address}>: host mx.y.example said: 550 {status}\n"
        "    User unknown (in reply to RCPT TO command)\n"
    ),
    status_part=(
        "Reporting-MTA: dns; mx.residents.example\nX-Postfix-Queue-ID: 4ABC\n\nFinal-Recipient: rfc822; {address}\n"
        "Original-Recipient: rfc822;{address}\nAction: {action}\nStatus: {status}\n"
        "Diagnostic-Code: smtp; 550 {status} said so\n"
    ),
)
EXCHANGE = _standard(
    sender="Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@residents.example>",
    subject="Undeliverable: Re: Pothole",
    headers="Auto-Submitted: auto-replied\nIn-Reply-To: {message_id}\nReferences: {message_id}\n",
    words=(
        "Your message to {address} couldn't be delivered.\n\nanne wasn't found at residents.example.\n\n"
        "Diagnostic information for administrators:\n\n{address}\nRemote Server returned '550 {status} "
        "RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup'\n"
    ),
    status_part=(
        "Reporting-MTA: dns;MX1.residents.example\nArrival-Date: Mon, 1 Jun 2026 16:00:00 +0000\n\n"
        "Final-Recipient: rfc822;{address}\nAction: {action}\nStatus: {status}\n"
        "Diagnostic-Code: smtp;550 {status} RESOLVER.ADR.RecipientNotFound\nX-Display-Name: Anne\n"
    ),
)
GMAIL = _standard(
    sender="Mail Delivery Subsystem <mailer-daemon@googlemail.example>",
    subject="Delivery Status Notification (Failure)",
    headers="Auto-Submitted: auto-replied\nX-Failed-Recipients: {address}\nIn-Reply-To: {message_id}\n",
    words=(
        "** Address not found **\n\nYour message wasn't delivered to {address} because the address couldn't be\n"
        "found, or is unable to receive mail.\n\nThe response was:\n\n550 {status} The email account that you tried\n"
    ),
    status_part=(
        "Reporting-MTA: dns; googlemail.example\nX-Original-Message-ID: {message_id}\n\n"
        "Final-Recipient: rfc822; {address}\nAction: {action}\nStatus: {status}\n"
        "Diagnostic-Code: smtp; 550-{status} The email account does not exist. gsmtp\n"
        "Last-Attempt-Date: Mon, 01 Jun 2026 09:00:02 -0700 (PDT)\n"
    ),
)
SES = _standard(
    sender="MAILER-DAEMON@amazonses.example",
    subject="Delivery Status Notification (Failure)",
    words=("An error occurred while trying to deliver the mail to the following recipients:\n{address}\n"),
    status_part=(
        "Reporting-MTA: dns; a8-31.smtp-out.amazonses.example\n\nAction: {action}\nFinal-Recipient: rfc822; {address}\n"
        "Diagnostic-Code: smtp; 550 {status} said so\nStatus: {status}\n"
    ),
    original=_ORIGINAL.replace("{message_id}", "<0100-000000@email.amazonses.example>"),
)
EXIM = (
    "From: Mail Delivery System <Mailer-Daemon@mx.residents.example>\nTo: {envelope}\n"
    "Subject: Mail delivery failed: returning message to sender\nAuto-Submitted: auto-replied\n"
    "X-Failed-Recipients: {address}\nMessage-ID: <report-{token}@mx.residents.example>\n\n"
    "This message was created automatically by mail delivery software.\n\n"
    "A message that you sent could not be delivered to one or more of its\n"
    "recipients. This is a permanent error. The following address(es) failed:\n\n  {address}\n"
    "    host mx.y.example [192.0.2.7]\n    SMTP error from remote mail server after RCPT TO:<{address}>:\n"
    "    550 {status} said so\n\n------ This is a copy of the message, including all the headers. ------\n\n"
    + _ORIGINAL
)
QMAIL = (
    "From: MAILER-DAEMON@mx.residents.example\nTo: {envelope}\nSubject: failure notice\n\n"
    "Hi. This is the qmail-send program at mx.residents.example.\n"
    "I'm afraid I wasn't able to deliver your message to the following addresses.\n"
    "This is a permanent error; I've given up. Sorry it didn't work out.\n\n"
    "<{address}>:\n192.0.2.7 said so. (#{status})\n\n--- Below this line is a copy of the message.\n\n" + _ORIGINAL
)
SENDMAIL = _standard(
    sender="Mail Delivery Subsystem <MAILER-DAEMON@mx.residents.example>",
    subject="Returned mail: see transcript for details",
    headers="Auto-Submitted: auto-generated (failure)\n",
    words=(
        "The original message was received at Mon, 1 Jun 2026 12:00:00 -0400\n\n"
        "   ----- The following addresses had permanent fatal errors -----\n<{address}>\n"
        "    (reason: 550 {status} said so)\n\n   ----- Transcript of session follows -----\n"
    ),
    status_part=(
        "Reporting-MTA: dns; mx.residents.example\nReceived-From-MTA: DNS; elmcity.example\n\n"
        "Final-Recipient: RFC822; {address}\nAction: {action}\nStatus: {status}\n"
        "Diagnostic-Code: SMTP; 550 {status} said so\n"
    ),
)
SYSTEMS = {
    "postfix": POSTFIX,
    "exchange": EXCHANGE,
    "gmail": GMAIL,
    "ses": SES,
    "exim": EXIM,
    "qmail": QMAIL,
    "sendmail": SENDMAIL,
}


def make_report(
    system: str,
    *,
    envelope: str,
    address: str,
    status: str = "5.1.1",
    action: str = "failed",
    message_id: str = "<unknown@elmcity.example>",
) -> bytes:
    """A report by one of `SYSTEMS` that `address` got no mail, sent to `envelope`, about our mail `message_id`."""
    given = {"envelope": envelope, "address": address, "status": status, "action": action, "message_id": message_id}
    token = f"{zlib.crc32(repr((system, *given.values())).encode()):x}"
    return SYSTEMS[system].format(token=token, **given).replace("\n", "\r\n").encode()


def two_recipients(*, envelope: str, failed: str, delayed: str, message_ids: tuple[str, ...]) -> bytes:
    """One report about two of our mails: one failed, one is late."""
    copies = "".join(f"Message-ID: {one}\r\n" for one in message_ids)
    return (
        f"From: MAILER-DAEMON@mx.residents.example\r\nTo: {envelope}\r\nSubject: Undelivered Mail\r\n"
        "Content-Type: multipart/report; report-type=delivery-status; boundary=cut\r\n\r\n"
        "--cut\r\nContent-Type: text/plain\r\n\r\nTwo of your mails could not be delivered.\r\n"
        "--cut\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.residents.example\r\n\r\n"
        f"Final-Recipient: rfc822; {failed}\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n"
        f"Final-Recipient: rfc822; {delayed}\r\nAction: delayed\r\nStatus: 4.4.1\r\n\r\n"
        f"--cut\r\nContent-Type: text/rfc822-headers\r\n\r\n{copies}\r\n--cut--\r\n"
    ).encode()


def make_complaint(*, envelope: str, address: str, message_id: str, kind: str = "abuse") -> bytes:
    """A feedback report (RFC 5965) about one of our mails; an empty `address` is one that the provider hides."""
    named = f"Original-Rcpt-To: {address}\r\n" if address else ""
    return (
        f"From: feedback@residents.example\r\nTo: {envelope}\r\nSubject: FW: Re: Pothole\r\n"
        "Content-Type: multipart/report; report-type=feedback-report; boundary=cut\r\n\r\n"
        "--cut\r\nContent-Type: text/plain\r\n\r\nThis is an email abuse report.\r\n"
        f"--cut\r\nContent-Type: message/feedback-report\r\n\r\nFeedback-Type: {kind}\r\n"
        f"User-Agent: SomeGenerator/1.0\r\nVersion: 1\r\n{named}\r\n"
        f"--cut\r\nContent-Type: message/rfc822\r\n\r\nFrom: 311@elmcity.example\r\nMessage-ID: {message_id}\r\n\r\n"
        "Thank you.\r\n--cut--\r\n"
    ).encode()
