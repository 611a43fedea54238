"""Who works at the desk: members, leads and administrators, their invitations and their own accounts."""

from gateway.web.people import acts, audit, inviting, me, overview, own_factor, person, saying
from gateway.web.people.pages import pages

__all__ = ["acts", "audit", "inviting", "me", "overview", "own_factor", "pages", "person", "saying"]
