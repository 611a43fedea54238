"""The smallest rulebook that loads: one address, one number, one department; it loads in no time."""

from __future__ import annotations

SMALL_CITY = """
city:
  name: Elm City
  timezone: America/New_York
  languages: [en]
  addresses: [311@elmcity.example]
  numbers: ["+12035550142"]
departments:
  front_desk: {name: Front desk, notify: [{email: desk@elmcity.example}]}
services: {}
rules: []
otherwise: {department: front_desk, reply: received}
"""
