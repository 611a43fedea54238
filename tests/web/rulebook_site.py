"""What the tests of the rules' pages share: a rulebook with examples, drafts, and people who work on it at once."""

from __future__ import annotations

from dataclasses import dataclass, field

from flask.testing import FlaskClient

from gateway.bootstrap import Gateway
from gateway.routing.files import RulebookFiles
from gateway.rulebook_file import read_files
from gateway.store.rulebooks import list_drafts, list_versions, save_draft
from gateway.store.schema import staff
from gateway.store.staff import find_staff_by_email
from tests.web.site import RULES, Site, sign_in

BOOK = (
    RULES
    + """replies:
  state_road: {en: Call the state., es: Llame al estado.}
"""
).replace(
    "otherwise:",
    """    examples:
      - I smell gas outside 12 Oak St
  - name: State roads
    when: {all: [{service: pothole}, {street: Whalley Ave}]}
    then: {department: front_desk, reply: state_road}
    examples:
      - There is a pothole at 240 Whalley Ave
otherwise:""",
)
GAS = ("fire, priority: emergency", "front_desk, priority: emergency")
WIDER = ("street: Whalley Ave", "street: [Whalley Ave, Route 10]")
SERVICE = ("pothole:         {department: streets", "pothole:         {department: front_desk")
FAILING = ("street: Whalley Ave", "street: Chapel St")
BROKEN = ("department: front_desk, reply: state_road", "department: front_dsk, reply: state_road")


def changed(*changes: tuple[str, str], text: str = BOOK) -> str:
    """The rulebook with other words in it; each must be there."""
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return text


def keep_draft(gateway: Gateway, email: str, *changes: tuple[str, str]) -> None:
    """Let somebody have changed the rules in force so, ten minutes ago."""
    files = read_files(gateway.settings.rules)
    wanted = files.with_text(files.main, changed(*changes, text=files.text))
    with gateway.store.writing() as connection:
        person = find_staff_by_email(connection, email)
        assert person is not None
        save_draft(connection, person.id, wanted, base_version=files.version, now=gateway.clock() - 600)


@dataclass(slots=True)
class RulebookSite:
    """The site with `BOOK` in force, and one signed-in browser for each administrator."""

    site: Site
    people: dict[str, FlaskClient] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.site.gateway.settings.rules.write_text(BOOK)
        self.refresh()

    def refresh(self) -> str:
        """Have the file noticed; returns the version in force."""
        return self.site.gateway.rulebooks.refresh().version

    def save_on_disk(self, *changes: tuple[str, str]) -> None:
        """Somebody edits the file."""
        path = self.site.gateway.settings.rules
        path.write_text(changed(*changes, text=path.read_text()))
        self.refresh()

    def sign_in(self, name: str) -> FlaskClient:
        """An administrator called `name`, by her or his browser."""
        if name not in self.people:
            email = self.site.add_person("administrator", email=f"{name.lower()}@elmcity.example")
            with self.site.gateway.store.writing() as connection:
                connection.execute(staff.update().where(staff.c.email == email).values(name=name))
            self.people[name] = self.site.app.test_client()
            assert sign_in(self.people[name], email).status_code == 303
        return self.people[name]

    def draft(self, name: str, *changes: tuple[str, str]) -> FlaskClient:
        """Let somebody have changed the rules in force so; returns the person's browser."""
        client = self.sign_in(name)
        keep_draft(self.site.gateway, f"{name.lower()}@elmcity.example", *changes)
        return client

    @property
    def on_disk(self) -> RulebookFiles:
        """What the file says now."""
        return read_files(self.site.gateway.settings.rules)

    @property
    def drafts(self) -> dict[str, RulebookFiles]:
        """Every draft, by the mail address of whose it is."""
        with self.site.gateway.store.reading() as connection:
            return {draft.email: draft.files for draft in list_drafts(connection)}

    @property
    def past(self) -> list[tuple[str, str, str]]:
        """Origin, who and why of every version, the newest first."""
        with self.site.gateway.store.reading() as connection:
            return [(row.origin, row.who, row.why) for row in list_versions(connection)]
