"""The pages of figures under one address, and what every template of them can say."""

from __future__ import annotations

from datetime import date

from flask import Blueprint

from gateway.insight.wording import say

pages = Blueprint("insight", __name__, url_prefix="/insight")
pages.add_app_template_global(say, "say_figure")


@pages.app_template_filter("long_day")
def _long_day(day: date) -> str:
    return f"{day:%B} {day.day}, {day.year}"
