"""One text for each language of the city, where the file may have one for all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from gateway.routing.fields import ANY_LANGUAGE


def spread(texts: Mapping[str, str] | None, languages: Sequence[str]) -> dict[str, str]:
    """`texts` by language; empty where there are none."""
    if not texts:
        return {}
    return dict.fromkeys(languages, texts[ANY_LANGUAGE]) if ANY_LANGUAGE in texts else dict(texts)
