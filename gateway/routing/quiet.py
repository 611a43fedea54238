"""Quiet hours: when nothing is texted that nobody asked for (PROTOCOL 13.8, 47 CFR 64.1200(c)(1))."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from gateway.routing.calendar import Hours, Shift, read_hours

DEFAULT_QUIET = "21:00-08:00"
NEVER = "never"
_WEEK = tuple(datetime(2024, 1, day) for day in range(1, 8))  # noqa: DTZ001 - any week; only the wall clock counts


def read_quiet(text: str) -> Hours:
    """Quiet hours such as `21:00-08:00`, written like hours, or `never`; raises ValueError saying what to write."""
    if text.strip().lower() == NEVER:
        return Hours(text, ())
    try:
        hours = read_hours(text)
    except ValueError as error:
        fault = str(error).partition(". ")[0]
        raise ValueError(f"{fault}. Write quiet hours like `{DEFAULT_QUIET}`, or `{NEVER}`.") from None
    ends = (_end_of(shift, day + timedelta(minutes=shift.start)) for day in _WEEK for shift in hours.shifts)
    if hours.is_always or all(_covering(hours, end) for end in ends):
        raise ValueError(f"`{text}` leaves no time for notices. Write only the night, like `{DEFAULT_QUIET}`.")
    return hours


def quiet_end(hours: Hours, moment: datetime) -> datetime | None:
    """When the quiet hours around the local `moment` are over; None when it lies in none. `hours` were `read_quiet`."""
    until = moment
    while shift := _covering(hours, until):
        until = _end_of(shift, until)
    return until if until != moment else None


def _covering(hours: Hours, moment: datetime) -> Shift | None:
    return next((shift for shift in hours.shifts if shift.covers(moment)), None)


def _end_of(shift: Shift, moment: datetime) -> datetime:
    """The end of the shift that covers the moment, by the clock on the wall."""
    is_evening = moment.weekday() in shift.days and moment.hour * 60 + moment.minute >= shift.start
    day = moment.date() + timedelta(days=1 if is_evening and shift.start >= shift.end else 0)
    return datetime.combine(day, time(), moment.tzinfo) + timedelta(minutes=shift.end)
