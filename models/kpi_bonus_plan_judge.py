from odoo import models

from ..scoring import MARGINAL, attainment, judge_bonus, line_score


class KpiBonusPlan(models.Model):
    """From scorecards to what a plan pays; a run stores it, the outlook of a scorecard doesn't."""

    _inherit = "kpi.bonus.plan"

    def _judge_cards(self, cards, at_run_rate=False):
        """What this plan pays for scorecards of employees, all of the same cycle.

        :param at_run_rate: judge figures that grow over the cycle by where they are heading,
            not by where they stand
        :return: {scorecard: values of a ``kpi.bonus``, without its run}, for those who take part
        """
        self.ensure_one()
        if not cards:
            return {}
        cycle = cards.cycle_id.ensure_one()
        jobs = _jobs_at(cards.employee_id.sudo(), cycle.date_end)
        bases = self._bases_at(cycle.date_end)
        definition = self._definition()
        result = {}
        for card in cards:
            lines = card.line_ids.filtered("rewarded")
            job = jobs[card.employee_id.id]
            base = self._base_of(card.employee_id, job, bases, definition)
            if not self._takes_part(job, lines, base):
                continue
            vals = self._judge_lines(lines, definition, base, at_run_rate)
            result[card] = vals | {
                "scorecard_id": card.id,
                "employee_id": card.employee_id.id,
                "job_id": job.id,
                "department_id": card.owner_department_id.id,
                "currency_id": self.currency_id.id,
            }
        return result

    def _takes_part(self, job, lines, base):
        """By the jobs; where there are none, by a base amount or the KPI of the commission."""
        if self.job_ids:
            return job in self.job_ids
        return self.indicator_id in lines.indicator_id if self.mode == MARGINAL else bool(base)

    def _judge_lines(self, lines, definition, base, at_run_rate):
        """The figures of one person's bonus, and the snapshot that explains them."""
        figures = [_figures(line, at_run_rate) for line in lines]
        marginal = definition["mode"] == MARGINAL
        actual, paid_on = None, None
        for line, figure in zip(lines, figures, strict=True):
            if marginal and line.indicator_id == self.indicator_id:
                actual, paid_on = figure["actual"], figure["names"]
            if definition["each"]:
                alone = judge_bonus([(figure["score"], 1)], definition["curve"], definition["mode"])
                figure["share"] = alone.share
        result = judge_bonus(
            [(figure["score"], figure["weight"]) for figure in figures],
            definition["curve"],
            definition["mode"],
            each=definition["each"],
            gate=definition["gate"],
            cap=definition["cap"],
            base=base["amount"] if base else None,
            actual=actual,
        )
        amount = None if result.amount is None else self.currency_id.round(result.amount)
        return {
            "attainment": result.attainment,
            "data_share": result.data_share or 0.0,
            "share": result.share,
            "base_amount": base["amount"] if base else None,
            "actual": actual,
            "computed_amount": amount,
            "outcome": _outcome(result, amount, needs_base=not marginal, base=base),
            "snapshot": {
                **definition,
                "plan": self.name,
                "base": base["amount"] if base else None,
                "base_from": base,
                "lines": figures,
                "commission_on": paid_on or self._commission_name(),
                "passed": result.passed,
                "earned": result.earned,
                "capped": result.capped,
            },
        }

    def _commission_name(self):
        return {"en_US": self.indicator_id.with_context(lang="en_US").name}

    def _bases_at(self, day):
        """The base amounts in force on ``day``: {(field, id): (amount, since)}."""
        bases = {}
        for base in self.base_ids.sorted("date_from"):
            if base.date_from <= day:
                for name in ("employee_id", "job_id"):
                    if base[name]:
                        bases[name, base[name].id] = base.amount, base.date_from
        return bases

    def _base_of(self, employee, job, bases, definition):
        """The base amount of an employee: the own one, that of the job, that of the plan."""
        for origin, key in (
            ("employee", ("employee_id", employee.id)),
            ("job", ("job_id", job.id)),
        ):
            if key in bases:
                amount, since = bases[key]
                return {"amount": amount, "origin": origin, "since": since.isoformat()}
        if definition["base"] is None:
            return None
        return {"amount": definition["base"], "origin": "plan", "since": None}


def _jobs_at(employees, day):
    """{employee id: the job on ``day``}, of the first one known where that is later."""
    jobs = {}
    for employee in employees:
        versions = employee.version_ids.sorted("date_version")
        past = versions.filtered(lambda version: version.date_version <= day)
        jobs[employee.id] = (past[-1:] or versions[:1]).job_id
    return jobs


def _figures(line, at_run_rate):
    """What a line brings in, as plain data that explains it later."""
    definition = line.frozen or line.indicator_id
    actual, reached, score = line.actual, line.attainment, line.score
    if at_run_rate and line.forecast is not None and line.target is not None:
        actual = line.forecast
        reached = attainment(actual, line.target, line.direction)
        score = line_score(reached, definition["cap"])
    return {
        "line": line.id,
        "names": (line.frozen or {}).get("name") or {line.env.lang or "en_US": line.name},
        "unit": line.unit,
        "digits": line.digits,
        "manual": line.source == "manual",
        "actual": actual,
        "target": line.target,
        "attainment": reached,
        "score": score,
        "weight": line.weight,
    }


def _outcome(result, amount, needs_base, base):
    if needs_base and not base:
        return "no_base"
    if amount is None:
        return "no_data"
    if not result.passed:
        return "gate"
    return "paid" if amount else "nothing"
