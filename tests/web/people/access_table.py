"""Who may call which address: the table that the access test holds every route of the application against."""

from __future__ import annotations

VISITOR, NOBODY = "visitor", "nobody"
ADMINISTRATOR, LEAD, MEMBER, VIEWER, READS_ALL = "administrator", "lead", "member", "viewer", "reads all"
OTHER_MEMBER, OTHER_VIEWER = "member of another", "viewer of another"
ROLES: dict[str, tuple[str, tuple[str, ...], tuple[str, ...]]] = {
    NOBODY: ("member", (), ()),
    OTHER_VIEWER: ("viewer", ("fire",), ()),
    OTHER_MEMBER: ("member", ("fire",), ("fire",)),
    VIEWER: ("viewer", ("streets",), ()),
    READS_ALL: ("viewer", (), ()),
    MEMBER: ("member", ("streets",), ()),
    LEAD: ("member", ("streets",), ("streets",)),
    ADMINISTRATOR: ("administrator", (), ()),
}
"""Role, departments and led departments of everybody who knocks; the tickets and people are of streets."""

EVERYBODY = frozenset({VISITOR, *ROLES})
SIGNED_IN = frozenset(ROLES)
ADMINISTRATORS = frozenset({ADMINISTRATOR})
LEADS = frozenset({ADMINISTRATOR, LEAD, OTHER_MEMBER})
LEADS_OF_STREETS = frozenset({ADMINISTRATOR, LEAD})
WORKERS = frozenset({ADMINISTRATOR, LEAD, MEMBER})
READERS = WORKERS | {VIEWER, READS_ALL}
HELD = WORKERS | {OTHER_MEMBER}
BULK = SIGNED_IN - {VIEWER, READS_ALL, OTHER_VIEWER}

_TABLE: dict[frozenset[str], str] = {
    EVERYBODY: """
        start.page static health.healthz health.readyz vendor.file vendor.htmx vendor.module
        resident.page resident.picture resident.write resident.answer
        figures.overview figures.csv_file figures.requests_file
        simulator.at_once simulator.later simulator.mailbox_part simulator.outbox simulator.page simulator.phone_part
        simulator.picture simulator.react simulator.report simulator.send_mail simulator.send_text
        simulator.share_place simulator.shown_mail simulator.wish
        sign_in.forgotten sign_in.send_link
        sign_in.form sign_in.link sign_in.provider sign_in.provider_back sign_in.second_step sign_in.send_kept
        sign_in.set_password sign_in.sign_in sign_in.sign_out sign_in.take_code
    """,
    SIGNED_IN: """
        desk.departments desk.views desk.keep desk.remove desk.sheet
        people.me people.change_password people.end_own_session people.second_factor people.confirm_factor
        people.make_codes people.recovery_codes people.remove_own_factor
    """,
    READERS: """
        desk.queue tickets.page tickets.original tickets.why tickets.presence
        attachments.original attachments.picture attachments.thumbnail
        insight.overview insight.csv_file insight.workbook
    """,
    WORKERS: """
        tickets.add_note tickets.assign tickets.change_due tickets.change_place tickets.change_priority
        tickets.change_service tickets.change_status tickets.change_texts tickets.choose_place tickets.choose_service
        tickets.choose_words tickets.insert_words tickets.keep tickets.link tickets.merge tickets.preview
        tickets.reply tickets.reroute tickets.snooze tickets.split
        tickets.send_to_system tickets.stop_asking_system
        alike.join alike.part attachments.take_place
    """,
    BULK: "desk.change_many",
    HELD: "held.page held.file held.keep",
    LEADS: "people.overview people.invitation people.invite",
    LEADS_OF_STREETS: "people.person people.change people.send_link",
    ADMINISTRATORS: """
        held.list_sender senders.page senders.add senders.remove health.metrics
        insight.preview insight.preview_requests insight.publish
        people.audit people.audit_csv people.disable people.enable people.remove_factor people.sign_out_person
        administration.channels administration.erase administration.export administration.find_person
        administration.give_up administration.give_up_work administration.message administration.messages
        administration.keys administration.make_key
        administration.note_wish administration.original administration.overview administration.persons
        administration.read_again administration.resume administration.retention administration.retry
        administration.retry_work administration.revoke_key administration.revoking
        administration.set_retention administration.settings administration.unsent
        administration.wishes administration.work
        administration.webhooks administration.new_webhook administration.make_webhook administration.webhook
        administration.changing_webhook administration.change_webhook administration.ping_webhook
        administration.pause_webhook administration.continue_webhook administration.rotate_secret
        administration.hurry_webhook
        administration.ending_webhook administration.end_webhook administration.logged
        administration.replay_logged administration.replay_webhook
        rules.act_on_rule rules.at_work rules.begin_touring rules.check_text rules.departments rules.discard
        rules.download_version rules.end_touring rules.entry rules.go_back rules.join rules.keep_entry
        rules.keep_example rules.keep_new_entry rules.keep_new_rule rules.keep_rule rules.new_entry rules.new_rule
        rules.overview rules.publish_draft rules.publishing rules.rehearsal rules.replies rules.rule rules.schema
        rules.services rules.take_text rules.text rules.try_message rules.trying rules.version rules.versions
    """,
}
WHO_MAY: dict[str, frozenset[str]] = {
    endpoint: roles for roles, endpoints in _TABLE.items() for endpoint in endpoints.split()
}
"""Who may call an endpoint, by its name; everybody else is sent to the sign-in, or refused."""

QUERIES = {
    "insight.csv_file": "?department=streets",
    "insight.workbook": "?department=streets",
    "insight.overview": "?department=streets",
}
"""Endpoints that take a department by their query; it is that of the tickets."""
