"""Which services are so near to each other that two of them at one place are mostly one problem told twice."""

from __future__ import annotations

from collections.abc import Mapping

from parsers.word_lists import word_set

_AKIN: Mapping[str, frozenset[str]] = {
    "pothole": word_set("road_damage sidewalk_damage pavement_marking construction traffic_safety water_leak"),
    "road_damage": word_set("sidewalk_damage pavement_marking construction traffic_safety water_leak sewer flooding"),
    "sidewalk_damage": word_set("tree construction overgrown_vegetation traffic_safety water_leak"),
    "streetlight_out": word_set("power_outage downed_wire traffic_signal tree traffic_safety"),
    "power_outage": word_set("downed_wire traffic_signal tree"),
    "downed_wire": word_set("tree traffic_signal"),
    "flooding": word_set("clogged_drain water_leak sewer pothole snow_ice street_sweeping tree building_code"),
    "clogged_drain": word_set(
        "sewer water_leak street_sweeping litter tree overgrown_vegetation pests pothole road_damage illegal_dumping"
    ),
    "water_leak": word_set("sewer snow_ice sidewalk_damage building_code park_maintenance"),
    "sewer": word_set("pests building_code pothole"),
    "illegal_dumping": word_set(
        "litter missed_collection street_sweeping pests homeless_encampment abandoned_vehicle overgrown_vegetation "
        "building_code animal_control graffiti construction"
    ),
    "litter": word_set(
        "missed_collection street_sweeping pests homeless_encampment overgrown_vegetation animal_control building_code "
        "graffiti dead_animal"
    ),
    "missed_collection": word_set("pests animal_control illegal_parking overgrown_vegetation"),
    "homeless_encampment": word_set("noise graffiti building_code abandoned_vehicle pests traffic_safety"),
    "tree": word_set("overgrown_vegetation street_sign traffic_signal traffic_safety street_sweeping pests"),
    "overgrown_vegetation": word_set(
        "street_sign traffic_signal traffic_safety pests building_code abandoned_vehicle streetlight_out"
    ),
    "illegal_parking": word_set("abandoned_vehicle traffic_safety parking_meter street_sign noise street_sweeping"),
    "abandoned_vehicle": word_set("traffic_safety building_code street_sweeping parking_meter"),
    "traffic_safety": word_set(
        "street_sign traffic_signal pavement_marking noise construction snow_ice parking_meter streetlight_out"
    ),
    "street_sign": word_set("traffic_signal pavement_marking parking_meter graffiti construction"),
    "noise": word_set("construction animal_control building_code"),
    "animal_control": word_set("dead_animal pests"),
    "dead_animal": word_set("pests street_sweeping"),
    "building_code": word_set("construction pests graffiti"),
    "snow_ice": word_set("street_sweeping sidewalk_damage road_damage"),
    "gas_odor": word_set("sewer construction power_outage"),
    "park_maintenance": word_set(
        "litter graffiti tree overgrown_vegetation streetlight_out noise animal_control homeless_encampment "
        "illegal_dumping water_leak sidewalk_damage pests flooding"
    ),
}
"""Each pair stands once, with the code that comes first in the catalog."""


def are_akin(one: str, other: str) -> bool:
    """Whether two codes often name one problem; two that this table does not know always may."""
    if one == other or not (_is_known(one) and _is_known(other)):
        return True
    return other in _AKIN.get(one, ()) or one in _AKIN.get(other, ())


def _is_known(code: str) -> bool:
    return code in _KNOWN


_KNOWN = frozenset(_AKIN).union(*_AKIN.values()) - {"general_inquiry"}
