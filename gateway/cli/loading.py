"""Start faster: words, rules and tables are half a million objects that stay, so no garbage is sought among them."""

from __future__ import annotations

import gc


def begin_loading() -> None:
    """Collect no garbage until `settle`."""
    gc.disable()


def settle() -> None:
    """All is loaded: collect garbage from now on, and never look through what is there already."""
    if not gc.isenabled():
        gc.freeze()
        gc.enable()
