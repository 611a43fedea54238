"""A Postfix to compare with: Debian's own programs and defaults, on the same disk.

What is compared is accepting: both sides answer 250 after the message is safe on the same disk, and neither delivers.
Postfix puts everything on hold, which spares it the queue manager's work; ours runs without a worker. Postfix keeps
its own flushing (one file and one fsync a message); limits that would slow it down under load are lifted.
"""

from __future__ import annotations

ON_HOLD = """
relay_domains = elmcity.example
relay_transport = discard
smtpd_client_restrictions = check_client_access static:HOLD
smtpd_relay_restrictions = reject_unauth_destination
smtpd_peername_lookup = no
smtpd_client_connection_count_limit = 0
default_process_limit = 100
in_flow_delay = 0
maillog_file =
message_size_limit = 36000000
"""
