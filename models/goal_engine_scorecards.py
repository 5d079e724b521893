from odoo import fields, models
from odoo.tools import SQL

from ..scoring import TOLERANCE, judge_line, judge_scorecard
from .goal_engine_calendar import CheckInCalendar
from .goal_engine_sql import unnest
from .goal_engine_types import Card, Line, Owner, RefreshResult

LINE_FIELDS = "actual", "attainment", "score", "pace", "status", "error", "next_check_in"
SCORE, PACE, STATUS = (LINE_FIELDS.index(name) for name in ("score", "pace", "status"))
FORECASTS = "open_weighted", "deal_forecast", "gap_coverage"
CARD_FIELDS = "score", "grade", "status", "data_share"


class GoalEngine(models.AbstractModel):
    """Scorecards: measures lines, judges what moved, rolls up, stores what differs."""

    _inherit = "goal.engine"

    def _refresh(self, card_ids, *, line_ids=None, complete=True):
        """Measure, score and store scorecards; write only what changed.

        :param line_ids: measure only these lines, which belong to ``card_ids``
        :param complete: judge every line. Otherwise only those whose figure, or whose elapsed
            share of the cycle, is another one than when they were judged last: what else a
            judgement follows from (targets, definitions) is judged when it is written.

        Closed cycles are left as they are. Returns a ``RefreshResult``.
        """
        self.env.flush_all()
        cards = self._read_cards(card_ids)
        expected = self._expected(
            self.env["goal.cycle"].sudo().browse({card.cycle_id for card in cards.values()})
        )
        if line_ids is None and not complete:
            anew = {
                card.id for card in cards.values() if card.judged_share != expected[card.cycle_id]
            }
        else:
            anew = cards.keys()
        measurement, values, lines = self._measure_lines(cards, line_ids)
        moved = list(self._moved(lines, cards, values, anew, measurement))
        changed, per_card = self._judge_lines(moved, cards, expected, measurement, values)
        self._store_lines(changed)
        touched = {line.scorecard_id for line, _judged in changed}
        shares = {}
        if line_ids is None:
            shares = {card_id: expected[cards[card_id].cycle_id] for card_id in anew}
        pushed = {card_id: [] for card_id in touched}
        pushed |= {card_id: [] for card_id in self._store_cards(cards, per_card, touched, shares)}
        for line, judged in changed:
            if judged[STATUS] == "reached" != line.stored[STATUS]:
                pushed[line.scorecard_id].append(line.id)
        self._push("kpi.scorecard", pushed)
        errors = measurement.errors()
        self._store_errors({key: errors.get(key) for key in values})
        return RefreshResult(
            len(lines),
            len(changed),
            sum(1 for line in moved if measurement.error(line[2], cards[line[1]].cell)),
        )

    def _read_cards(self, card_ids):
        """{id: Card} of the scorecards that are not closed."""
        self.env.cr.execute(
            SQL(
                """SELECT id, cycle_id, owner_type,
                          CASE owner_type WHEN 'employee' THEN employee_id
                                          WHEN 'team' THEN team_id
                                          WHEN 'department' THEN department_id
                                          ELSE company_id END,
                          company_id, date_start, date_end, judged_share,
                          score, grade, status, data_share
                     FROM kpi_scorecard
                    WHERE id = ANY(%s) AND state <> 'closed'""",
                list(card_ids),
            )
        )
        return {
            row[0]: Card(row[0], row[1], (Owner(*row[2:5]), *row[5:7]), row[7], row[8:])
            for row in self.env.cr.fetchall()
        }

    def _measure_lines(self, cards, line_ids):
        """(measurement, {indicator id: {cell: value}}, lines), a line being
        (id, scorecard id, indicator id, stored actual, whether an error is stored)."""
        which = SQL("scorecard_id = ANY(%s)", list(cards))
        if line_ids is not None:
            which = SQL("%s AND id = ANY(%s)", which, list(line_ids))
        self.env.cr.execute(
            SQL(
                """SELECT id, scorecard_id, indicator_id, actual, error IS NOT NULL
                     FROM kpi_scorecard_line WHERE %s""",
                which,
            )
        )
        lines = self.env.cr.fetchall()
        cards_of = {}
        for _id, card_id, indicator_id, _actual, _error in lines:
            cards_of.setdefault(indicator_id, set()).add(card_id)
        cells_of, wanted = {}, {}
        for indicator_id, ids in cards_of.items():
            key = frozenset(ids)
            if key not in cells_of:
                cells_of[key] = {cards[card_id].cell for card_id in ids}
            wanted[indicator_id] = cells_of[key]
        measurement = self._measurement()
        return measurement, measurement.run_cells(wanted), lines

    def _read_lines(self, card_ids):
        self.env.cr.execute(
            SQL(
                """SELECT id, scorecard_id, indicator_id, target, weight, create_date,
                          actual, attainment, score, pace, status, error, next_check_in
                     FROM kpi_scorecard_line WHERE scorecard_id = ANY(%s)
                    ORDER BY scorecard_id, sequence, id""",
                list(card_ids),
            )
        )
        return [Line(*row[:6], row[6:]) for row in self.env.cr.fetchall()]

    def _expected(self, cycles):
        return {cycle.id: cycle._expected_share(cycle.company_id._goal_today()) for cycle in cycles}

    def _moved(self, lines, cards, values, anew, measurement):
        """The lines to judge: their figure moved, or their whole scorecard is judged anew."""
        errors = measurement.errors()
        cell_of = {card.id: card.cell for card in cards.values()}
        for line in lines:
            _id, card_id, indicator_id, actual, had_error = line
            cell = cell_of[card_id]
            value = values[indicator_id][cell]
            if (
                card_id in anew
                or had_error
                or not _same(value, actual)
                or (indicator_id in errors and measurement.error(indicator_id, cell))
                or measurement.asked(indicator_id, cell)
            ):
                yield line

    def _judge_lines(self, moved, cards, expected, measurement, values):
        """Judge lines anew: ([(Line, what is stored now)] where that differs, and {card id:
        what ``judge_scorecard`` takes of its lines, those that did not move included})."""
        per_card = {line[1]: [] for line in moved}
        ids = {line[0] for line in moved}
        indicators = {
            i.id: (i.direction, i.cap, i.cumulative)
            for i in self.env["kpi.indicator"].sudo().browse({line[2] for line in moved})
        }
        goals = {goal.id: goal for goal in self.env["kpi.scorecard"].sudo().browse(per_card)}
        calendar = CheckInCalendar()
        changed = []
        for line in self._read_lines(per_card) if moved else ():
            judged = line.stored
            if line.id in ids:
                card, goal = cards[line.scorecard_id], goals[line.scorecard_id]
                asked = measurement.asked(line.indicator_id, card.cell)
                due = calendar.due_of_line(goal, line, asked) if asked else None
                judged = _judge(
                    values[line.indicator_id][card.cell],
                    measurement.error(line.indicator_id, card.cell),
                    line.target,
                    indicators[line.indicator_id],
                    expected[card.cycle_id],
                    calendar.is_overdue(goal, due),
                )
                judged = *judged, due
                if judged != line.stored:
                    changed.append((line, judged))
            per_card[line.scorecard_id].append(
                (judged[SCORE], line.weight, judged[PACE], judged[STATUS])
            )
        return changed, per_card

    def _store_lines(self, changed):
        if not changed:
            return
        rows = [(line.id, *judged) for line, judged in changed]
        types = "int", "float8", "float8", "float8", "float8", "text", "text", "date"
        self.env.cr.execute(
            SQL(
                """UPDATE kpi_scorecard_line AS line
                      SET actual = new.actual, attainment = new.attainment, score = new.score,
                          pace = new.pace, status = new.status, error = new.error,
                          next_check_in = new.next_check_in
                     FROM %s
                       AS new(id, actual, attainment, score, pace, status, error, next_check_in)
                    WHERE line.id = new.id""",
                unnest(rows, types),
            )
        )
        self.env["kpi.scorecard.line"].invalidate_model(
            [*LINE_FIELDS, "remaining", "forecast", "is_overdue", *FORECASTS], flush=False
        )
        self.env["kpi.scorecard"].invalidate_model(["next_check_in"], flush=False)

    def _store_cards(self, cards, per_card, touched, shares):
        """Roll lines up to scorecards; returns the ids of those whose figures changed.

        :param touched: scorecards with a changed line: they are written even if they stay as
            they are, so that two refreshes of different lines can't miss each other
        :param shares: {card id: the elapsed share that all its lines are judged by now}
        """
        rows, changed = [], []
        for card_id in per_card.keys() | shares.keys():
            card = cards[card_id]
            row = card.stored
            if card_id in per_card or card_id in shares:
                result = judge_scorecard(per_card.get(card_id, ()))
                row = result.score, result.grade, result.status, result.data_share or 0.0
            share = shares.get(card_id, card.judged_share)
            if row != card.stored:
                changed.append(card_id)
            if row != card.stored or card_id in touched or share != card.judged_share:
                rows.append((card_id, *row, share))
        if not rows:
            return []
        types = "int", "float8", "text", "text", "float8", "float8"
        self.env.cr.execute(
            SQL(
                """UPDATE kpi_scorecard AS card
                      SET score = new.score, grade = new.grade, status = new.status,
                          data_share = new.data_share, judged_share = new.judged_share
                     FROM %s AS new(id, score, grade, status, data_share, judged_share)
                    WHERE card.id = new.id""",
                unnest(rows, types),
            )
        )
        self.env["kpi.scorecard"].invalidate_model([*CARD_FIELDS, "judged_share"], flush=False)
        return changed

    def _store_errors(self, errors):
        """Keep the newest error of each indicator, with its date; None clears it."""
        if not errors:
            return
        self.env.cr.execute(
            SQL(
                """UPDATE kpi_indicator AS indicator
                      SET error = new.error,
                          error_date = CASE WHEN new.error IS NOT NULL THEN %s::timestamp END
                     FROM %s AS new(id, error)
                    WHERE indicator.id = new.id
                      AND indicator.error IS DISTINCT FROM new.error""",
                fields.Datetime.now(),
                unnest(list(errors.items()), ("int", "text")),
            )
        )
        if self.env.cr.rowcount:
            self.env["kpi.indicator"].invalidate_model(["error", "error_date"], flush=False)


def _same(value, stored):
    """Whether a figure is the stored one; floats that PostgreSQL adds up in another order, as
    its parallel workers do, may differ in their last bit."""
    if value == stored:
        return True
    if value is None or stored is None:
        return False
    return abs(value - stored) <= TOLERANCE * TOLERANCE * max(abs(value), abs(stored))


def _judge(value, error, target, definition, expected, outdated):
    """What is stored on a line but when it is due: actual, attainment, score, pace, status,
    error."""
    direction, cap, cumulative = definition
    try:
        result = judge_line(
            value,
            target,
            direction,
            cap=cap,
            cumulative=cumulative,
            expected=expected,
            outdated=outdated,
        )
    except ValueError as refused:
        return None, None, None, None, "no_data", error or str(refused)
    return value, result.attainment, result.score, result.pace, result.status, error


def errors_of(figures):
    """{indicator id: its error, or None where all its figures could be computed}."""
    errors = {}
    for request, figure in figures.items():
        errors[request.indicator_id] = errors.get(request.indicator_id) or figure.error
    return errors
