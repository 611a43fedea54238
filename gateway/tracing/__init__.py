"""Why a ticket is where it is: the rules of that day read once more, over the message as it was."""

from gateway.tracing.tracing import Trace, load_trace

__all__ = ["Trace", "load_trace"]
