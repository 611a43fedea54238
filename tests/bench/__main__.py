"""`make bench`: measures what the project promises about speed and prints it; it asserts nothing."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator

from tests.bench.accepting import measure_smtp, measure_webhooks
from tests.bench.desk import measure_desk
from tests.bench.learned import measure_learned
from tests.bench.memory import measure_memory
from tests.bench.open311 import measure_open311
from tests.bench.reading import measure_reading
from tests.bench.rehearsing import measure_rehearsing
from tests.bench.replies import measure_replies
from tests.bench.rival import measure_helpdesk
from tests.bench.road import measure_road, measure_up
from tests.bench.rows import Row, print_rows
from tests.bench.rule_engines import measure_rule_engines
from tests.bench.rules import measure_rules

MEASURES: dict[str, Callable[[], Iterator[Row]]] = {
    "smtp": measure_smtp,
    "webhooks": measure_webhooks,
    "replies": measure_replies,
    "reading": measure_reading,
    "rules": measure_rules,
    "learned": measure_learned,
    "rehearsing": measure_rehearsing,
    "road": measure_road,
    "up": measure_up,
    "memory": measure_memory,
}
ON_REQUEST: dict[str, Callable[[], Iterator[Row]]] = {
    "desk": measure_desk,
    "helpdesk": measure_helpdesk,
    "open311": measure_open311,
    "rule-engines": measure_rule_engines,
}


def main(names: list[str]) -> None:
    """Measure what is named, or everything that needs no download."""
    measures = MEASURES | ON_REQUEST
    if unknown := set(names) - set(measures):
        sys.exit(f"There is no benchmark {', '.join(sorted(unknown))}. There are: {' '.join(measures)}.")
    rows: list[Row] = []
    for name in names or MEASURES:
        for row in measures[name]():
            print(f"{name}: {row.what}: {row.value}", file=sys.stderr)
            rows.append(row)
    print_rows(rows)


if __name__ == "__main__":
    main(sys.argv[1:])
