"""Asks for single requests in a process of its own, so that asking costs the server nothing.

Run as `python -m tests.bench.reading_load PORT` with numbers on standard input; prints how many were found and in how
many seconds. It connects to 127.0.0.1 only.
"""

from __future__ import annotations

import http.client
import sys
import time
from concurrent.futures import ThreadPoolExecutor

_CONNECTIONS = 8


def ask(port: int, numbers: list[str]) -> int:
    """Ask for each over one connection; how many were found."""
    connection, found = http.client.HTTPConnection("127.0.0.1", port, timeout=60), 0
    for number in numbers:
        connection.request("GET", f"/open311/v2/requests/{number}.json")
        answer = connection.getresponse()
        answer.read()
        found += answer.status == 200
    connection.close()
    return found


def main() -> None:
    """Share the numbers out and wait for all of them."""
    port, numbers = int(sys.argv[1]), sys.stdin.read().split()
    began = time.perf_counter()
    with ThreadPoolExecutor(_CONNECTIONS) as pool:
        parts = [numbers[place::_CONNECTIONS] for place in range(_CONNECTIONS)]
        found = sum(pool.map(lambda part: ask(port, part), parts))
    print(found, time.perf_counter() - began)


if __name__ == "__main__":
    main()
