"""How a rulebook comes into force: checked, written to its file without losing anybody's change, and kept for ever."""
