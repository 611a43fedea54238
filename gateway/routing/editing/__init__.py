"""Changing the text of a rulebook by form: comments, order, quotes and widths stay where nothing was changed."""

from gateway.routing.editing.items import add_item, copy_item, move_item, remove_item
from gateway.routing.editing.reading import read_values
from gateway.routing.editing.spans import EditError
from gateway.routing.editing.splicing import change, find_value, is_same, remove
from gateway.routing.editing.written import Written, find_path, find_written, in_file, list_written

__all__ = [
    "EditError",
    "Written",
    "add_item",
    "change",
    "copy_item",
    "find_path",
    "find_value",
    "find_written",
    "in_file",
    "is_same",
    "list_written",
    "move_item",
    "read_values",
    "remove",
    "remove_item",
]
