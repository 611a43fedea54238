"""What RQ calls and what threads do without it: both work through the work table with the same claims.

A job carries a row id and nothing else, and even that is only a hint: whatever is due gets done (PROTOCOL 16.14-16.17).
"""

from __future__ import annotations

from gateway.jobs.draining import HANDLERS, Handler, do_at_once, drain
from gateway.jobs.threads import Workers

# What speaks with Redis is imported by whoever has one: `entry` and `rq_workers`.
__all__ = ["HANDLERS", "Handler", "Workers", "do_at_once", "drain"]
