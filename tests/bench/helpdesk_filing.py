"""Runs in the virtual environment of django-helpdesk: files mails into SQLite by its own function, and prints how fast.

Usage: python helpdesk_filing.py FOLDER, where FOLDER/mails.json is a list of mails as text.
"""

from __future__ import annotations

import json
import logging
import sys
import time
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command
from django.urls import include, path

FOLDER = Path(sys.argv[1])

settings.configure(
    SECRET_KEY="only for a benchmark",
    USE_TZ=True,
    SITE_ID=1,
    ROOT_URLCONF=__name__,
    MEDIA_ROOT=str(FOLDER / "media"),
    EMAIL_BACKEND="django.core.mail.backends.dummy.EmailBackend",
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    HELPDESK_TEAMS_MODE_ENABLED=False,
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": str(FOLDER / "helpdesk.db")}},
    INSTALLED_APPS=[
        *("django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions", "django.contrib.sites"),
        *("django.contrib.messages", "django.contrib.admin", "django.contrib.humanize"),
        *("rest_framework", "helpdesk"),
    ],
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}],
)
django.setup()
urlpatterns = [path("", include("helpdesk.urls", namespace="helpdesk"))]


def main() -> None:
    """Make the tables and a queue, then file every mail."""
    from helpdesk.email import extract_email_metadata
    from helpdesk.models import Queue, Ticket

    call_command("migrate", verbosity=0)
    queue = Queue.objects.create(title="Streets", slug="streets", allow_email_submission=True, new_ticket_cc="")
    mails = json.loads((FOLDER / "mails.json").read_text())
    cpu, began = time.process_time(), time.perf_counter()
    for mail in mails:
        extract_email_metadata(mail, queue, logging.getLogger("helpdesk"))
    seconds = time.perf_counter() - began
    filed = Ticket.objects.count()
    print(json.dumps({"filed": filed, "seconds": seconds, "cpu_ms": (time.process_time() - cpu) * 1000 / filed}))


if __name__ == "__main__":
    main()
