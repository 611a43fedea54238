"""The rulebook: what an administrator wrote, and what it decides. Pure."""

from gateway.routing.deciding import route
from gateway.routing.examples import check_rulebook
from gateway.routing.loading import load_rulebook
from gateway.routing.problems import Problem, RulebookError
from gateway.routing.replying import render_replies
from gateway.routing.rulebook import City, Department, Rule, Rulebook, Service
from gateway.routing.values import Decision, Event, Priority, RouteRequest, Voice

__all__ = [
    "City",
    "Decision",
    "Department",
    "Event",
    "Priority",
    "Problem",
    "RouteRequest",
    "Rule",
    "Rulebook",
    "RulebookError",
    "Service",
    "Voice",
    "check_rulebook",
    "load_rulebook",
    "render_replies",
    "route",
]
