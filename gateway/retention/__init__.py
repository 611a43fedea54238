"""How long persons are kept: forgotten after a while, given out or erased when they ask."""

from gateway.retention.erasing import PersonError, erase_person, load_traces, read_address, size_of, subject_of
from gateway.retention.exporting import export_person
from gateway.retention.tidying import tidy

__all__ = [
    "PersonError",
    "erase_person",
    "export_person",
    "load_traces",
    "read_address",
    "size_of",
    "subject_of",
    "tidy",
]
