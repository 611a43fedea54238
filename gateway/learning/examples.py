"""Say which of the rulebook's examples would come out otherwise with a model: they are checked without one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from gateway.routing import Rulebook, route
from gateway.routing.examples import example_request
from parsers.learned import TextModel


def find_changed_examples(rulebook: Rulebook, model: TextModel) -> Iterator[str]:
    """A sentence for each example that goes to another department with `model` than without, with rule and line."""
    city = replace(rulebook.parser_city, model=model)
    taught = replace(rulebook, parser_city=city)
    for rule in (rule for rule in rulebook.rules if not rule.is_disabled):
        for line, _, example in rule.examples:
            before = route(example_request(example, rulebook), rulebook)
            after = route(example_request(example, taught), taught)
            if before.department != after.department or before.service != after.service:
                yield (
                    f"line {line}: the example of rule `{rule.name}` goes to {after.department_name} "
                    f"({after.service_name or 'no service'}) with it, and to {before.department_name} "
                    f"({before.service_name or 'no service'}) without."
                )
