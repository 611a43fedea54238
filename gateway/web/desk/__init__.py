"""The desk: the queue of a person's departments, its filters and views, what is done to many at once, crew sheets."""

from gateway.web.desk import bulk, due_words, queue, sheet, views
from gateway.web.desk.pages import department_name, pages

__all__ = ["bulk", "department_name", "due_words", "pages", "queue", "sheet", "views"]
