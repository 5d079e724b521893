"""What the figures would be with one deal in another state, without writing it."""

from functools import partial
from typing import NamedTuple

from odoo.tools import SQL

TABLE = "crm_lead"


class Overlay(NamedTuple):
    """A statement run over an overlay finds deals as they would be, and everything else as it is.

    The statement's own ``crm_lead`` is shadowed by a common table expression of that name, so
    every query sees the change: sums, averages, durations, reports that join deals. PostgreSQL
    unfolds it into an append of two scans, each with the statement's conditions pushed down, so
    that indexes serve as they do without it.

    :param model: the ``crm.lead`` of the superuser, for its columns
    :param deals: the condition for the deals that are seen otherwise, never NULL
    :param columns: {column: its SQL in the other state}; None leaves those deals out
    """

    model: object
    deals: SQL
    columns: dict | None

    def over(self, statement):
        """``statement`` over the overlay; itself where it doesn't look at deals."""
        if TABLE not in statement.code:
            return statement
        return SQL("%s %s", self.clause(), statement)

    def clause(self):
        """The ``WITH`` that goes before a statement."""
        others = SQL(
            "SELECT %s FROM %s WHERE NOT (%s)", self._select({}), SQL.identifier(TABLE), self.deals
        )
        if self.columns is None:
            return _shadow(others)
        return _shadow(SQL("%s UNION ALL %s", others, self.alone()))

    def clause_alone(self):
        """The ``WITH`` in which there are no other deals than those seen otherwise."""
        return _shadow(self.alone())

    def alone(self):
        """The deals in their other state, and no others."""
        return SQL(
            "SELECT %s FROM %s WHERE %s",
            self._select(self.columns),
            SQL.identifier(TABLE),
            self.deals,
        )

    def _select(self, columns):
        names = [field.name for field in self.model._fields.values() if _is_column(field)]
        return SQL(", ").join(
            SQL("%s AS %s", columns[name], SQL.identifier(name))
            if name in columns
            else SQL.identifier(TABLE, name)
            for name in names
        )


def without(deal):
    """The overlay in which ``deal`` does not exist."""
    return Overlay(_all(deal), _is(deal.id), None)


def if_won(deal, moment):
    """The overlay in which ``deal`` was won at ``moment`` (UTC), or None where nothing can be won.

    A lead is converted first. The ORM works out in memory what depends on what winning writes,
    fields that other modules add included.
    """
    deal = _all(deal)
    written = _written_when_won(deal, moment)
    if not written:
        return None
    after = deal.new(origin=deal)
    after.update(written)
    names = {field for name in written for field in _dependents(deal, name)} | written.keys()
    columns = {name: _column(after, name) for name in sorted(names)}
    columns |= {
        "write_date": SQL("%s::timestamp", moment),
        "write_uid": SQL("%s::int4", deal.env.uid),
    }
    return Overlay(deal, _is(deal.id), columns)


def if_all_won(deals, which, company):
    """The overlay in which each of the open deals that ``which`` finds was won on the day it is
    expected to close, today at the earliest.

    :param deals: the superuser's ``crm.lead``
    :param which: a condition on the table, or None for all open deals
    :param company: whose time zone tells the day
    """
    column = partial(SQL.identifier, TABLE)
    today, zone = company._goal_today(), company.goal_tz or "UTC"
    moment = SQL(
        """(CASE WHEN %s > %s THEN (%s + TIME '12:00') AT TIME ZONE %s AT TIME ZONE 'UTC'
                ELSE %s END)::timestamp""",
        column("date_deadline"),
        today,
        column("date_deadline"),
        zone,
        deals.env.cr.now(),
    )
    columns = {
        "active": SQL("TRUE"),
        "probability": SQL("100::float8"),
        "automated_probability": SQL("100::float8"),
        "won_status": SQL("'won'::varchar"),
        "stage_id": _won_stage_sql(deals, column),
        "date_closed": moment,
        "date_last_stage_update": moment,
        "day_close": SQL("EXTRACT(DAY FROM %s - %s)::float8", moment, column("create_date")),
        "prorated_revenue": SQL("ROUND(%s, 2)", column("expected_revenue")),
        "recurring_revenue_prorated": column("recurring_revenue"),
        "recurring_revenue_monthly_prorated": column("recurring_revenue_monthly"),
    }
    is_open = SQL(
        "(%s = 'pending' AND %s = 'opportunity' AND %s)",
        column("won_status"),
        column("type"),
        column("active"),
    )
    return Overlay(deals, SQL("(%s IS TRUE AND %s)", is_open, which or SQL("TRUE")), columns)


def _shadow(statement):
    return SQL("WITH %s AS NOT MATERIALIZED (%s)", SQL.identifier(TABLE), statement)


def _is(deal_id):
    return SQL("%s = %s", SQL.identifier(TABLE, "id"), deal_id)


def _won_stage_sql(deals, column):
    """The first won stage of a deal's team: which one is the same to a goal."""
    teams = deals.env["crm.stage"]._fields["team_ids"]
    return SQL(
        """(SELECT stage.id FROM crm_stage AS stage
             WHERE stage.is_won
               AND (NOT EXISTS (SELECT FROM %(rel)s AS rel WHERE rel.%(stage)s = stage.id)
                    OR EXISTS (SELECT FROM %(rel)s AS rel
                                WHERE rel.%(stage)s = stage.id AND rel.%(team)s = %(own)s))
             ORDER BY stage.sequence, stage.id LIMIT 1)""",
        rel=SQL.identifier(teams.relation),
        stage=SQL.identifier(teams.column1),
        team=SQL.identifier(teams.column2),
        own=column("team_id"),
    )


def _all(deal):
    return deal.sudo().with_context(active_test=False).browse(deal.id)


def _written_when_won(deal, moment):
    """What ``action_set_won`` writes, and converting before it."""
    stage = _won_stage(deal)
    if deal.won_status == "won" or not stage:
        return {}
    written = {
        "stage_id": stage.id,
        "active": True,
        "probability": 100.0,
        "automated_probability": 100.0,
        "date_last_stage_update": moment,
        "date_closed": moment,
    }
    if not deal.active:
        written["lost_reason_id"] = False
    if deal.type == "lead":
        written = {"type": "opportunity", "date_conversion": moment} | written
    return written


def _won_stage(deal):
    """The won stage that winning moves to: the next one, else the last one before."""
    stages = deal._stage_find(domain=[("is_won", "=", True)], limit=None)
    later = stages.filtered(lambda s: s.sequence > deal.stage_id.sequence)
    return later[:1] or stages[-1:]


def _dependents(deal, name):
    for field in deal.pool.get_dependent_fields(deal._fields[name]):
        if field.model_name == deal._name and _is_column(field):
            yield field.name


def _column(record, name):
    field = record._fields[name]
    value = field.convert_to_column(field.convert_to_write(record[name], record), record)
    return SQL("%s::%s", value, SQL(field.column_type[0]))


def _is_column(field):
    return field.store and field.column_type
