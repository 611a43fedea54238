"""Systems that are told of every ticket event, by signed requests that go through the outbox."""
