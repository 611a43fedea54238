"""Who vouches for the sender of a mail: SPF, DKIM, DMARC and ARC, or the mail server in front (PROTOCOL 7).

A verdict never decides whether a report is taken. It decides whether a mail may act on a ticket without its token, and
whether it is answered.
"""

from gateway.authentication.examining import Authenticator, make_authenticator

__all__ = ["Authenticator", "make_authenticator"]
