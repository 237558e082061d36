"""What Alembic runs to walk the revisions: on the connection and in the transaction that ``store.migrate`` gives it."""

from alembic import context

from store.tables import Table


def _walk() -> None:
    context.configure(
        connection=context.config.attributes["connection"],
        target_metadata=Table.metadata,
        # SQLite cannot change a table in place: its copy takes the place.
        render_as_batch=True,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()


_walk()
