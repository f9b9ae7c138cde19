"""Run by Alembic: the migrations go through the connection that `migrate` opened."""

from alembic import context

connection = context.config.attributes["connection"]
# SQLite changes a column by copying its table, which Alembic calls a batch.
context.configure(
    connection=connection, render_as_batch=connection.dialect.name == "sqlite"
)
with context.begin_transaction():
    context.run_migrations()
