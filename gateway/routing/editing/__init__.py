"""Changing the text of a rulebook by form: comments, order, quotes and widths stay where nothing was changed."""

from gateway.routing.editing.items import add_item, copy_item, move_item, remove_item
from gateway.routing.editing.spans import EditError
from gateway.routing.editing.splicing import change, find_value, read_values, remove

__all__ = [
    "EditError",
    "add_item",
    "change",
    "copy_item",
    "find_value",
    "move_item",
    "read_values",
    "remove",
    "remove_item",
]
