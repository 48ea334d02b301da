"""Runs migrations on the connection that the database hands over (alembic's own entry point)."""

from alembic import context

from kiosk.centre.store.tables import METADATA

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=METADATA, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
