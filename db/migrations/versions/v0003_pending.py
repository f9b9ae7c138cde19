"""Submissions that wait for their verdict."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "pending",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("challenge", sa.Text, nullable=False),
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("seed", sa.BigInteger, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
