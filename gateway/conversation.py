"""The dialogue by text, as a table of states and moves: what we say next depends on what we asked and what was said."""

from __future__ import annotations
