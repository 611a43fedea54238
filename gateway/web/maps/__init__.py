"""Maps that the gateway draws itself, from the city's own streets and districts: no tiles, no script, printable.

`draw_map` is plain drawing; `show_map` draws for a page, with the city in force and the tiles that were configured.
"""

from gateway.web.maps.drawing import draw_map
from gateway.web.maps.links import map_links
from gateway.web.maps.pins import Dot, Pin
from gateway.web.maps.showing import show_map

__all__ = ["Dot", "Pin", "draw_map", "map_links", "show_map"]
