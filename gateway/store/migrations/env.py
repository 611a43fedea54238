"""Alembic runs this for every upgrade; the connection and its transaction are those of `gateway.store.migrate`."""

from alembic import context

from gateway.store.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    compare_type=True,
)
context.run_migrations()
