"""Reviews, sittings, settings, undone answers, and what is derived."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add the tables, then what an answer says besides."""
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "sittings",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("plan", sa.Text, nullable=False),
        sa.Column("at", moment, nullable=False),
    )
    op.create_table(
        "endings",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column(
            "sitting",
            sa.Integer,
            sa.ForeignKey("sittings.id"),
            nullable=False,
            unique=True,
        ),
        sa.Column("seconds", sa.Double, nullable=False),
        sa.Column("at", moment, nullable=False),
    )
    op.create_table(
        "settings",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        sa.Column("at", moment, nullable=False),
    )
    op.create_index("ix_settings_key", "settings", ["key"])
    op.create_table(
        "derived",
        sa.Column("kind", sa.Text, primary_key=True),
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
    )
    op.create_table(
        "folded",
        sa.Column("kind", sa.Text, primary_key=True),
        sa.Column("answer", sa.Integer, nullable=False),
    )
    with op.batch_alter_table("answers") as answers:
        answers.add_column(sa.Column("read_as", sa.Text))
        answers.add_column(sa.Column("confidence", sa.Double))
        answers.add_column(sa.Column("predicted", sa.Double))
        answers.add_column(
            sa.Column("hints", sa.Integer, nullable=False, server_default="0")
        )
        answers.add_column(sa.Column("rating", sa.Integer))
        answers.add_column(sa.Column("sitting", sa.Integer))
        answers.create_foreign_key(
            "fk_answers_sitting", "sittings", ["sitting"], ["id"]
        )
        answers.create_index("ix_answers_sitting", ["sitting"])
        answers.create_index("ix_answers_at", ["at"])
    op.create_table(
        "undos",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column(
            "answer",
            sa.Integer,
            sa.ForeignKey("answers.id"),
            nullable=False,
            unique=True,
        ),
        sa.Column("at", moment, nullable=False),
    )
