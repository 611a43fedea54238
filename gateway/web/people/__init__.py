"""Who works at the desk: members, leads and administrators, their invitations and their own accounts."""

from gateway.web.people.pages import pages

__all__ = ["pages"]
