from odoo import api, fields, models
from odoo.tools.misc import format_date

from ..scoring import MARGINAL


class KpiBonus(models.Model):
    """How a bonus came about, in words, from the snapshot that it was computed with."""

    _inherit = "kpi.bonus"

    @api.model
    def _explain(self, snapshot, figures, currency, corrections=(), expected=False):
        """The explanation as HTML, in the language of the context.

        :param snapshot: as ``kpi.bonus.plan._judge_cards`` makes it
        :param figures: a bonus, or the values of one that is not stored
        :param expected: it is an outlook, not a decision
        """
        show = self.env["goal.print.mixin"]
        snapshot = snapshot or {}

        def percent(value):
            return show._print_value(value, "percent", 2)

        def money(value):
            return show._print_value(value, "money", currency=currency)

        sentences = [
            *self._words_of_attainment(snapshot, figures, percent),
            *self._words_of_curve(snapshot, figures, percent, money),
            *self._words_of_amount(snapshot, figures, percent, money),
            *self._words_of_corrections(figures, corrections, money),
        ]
        return self.env["ir.qweb"]._render(
            "kpi_okr.kpi_bonus_explanation",
            {
                "snapshot": snapshot,
                "lines": snapshot.get("lines") or [],
                "sentences": sentences,
                "expected": expected,
                "name": self._name_in_language,
                "percent": percent,
                "number": lambda value: show._print_number(value, 2),
                "figure": lambda line, value: show._print_value(
                    value, line["unit"], line["digits"], currency
                ),
            },
        )

    def _name_in_language(self, names):
        """Of {language: name}, as they were kept, the one to show."""
        return names.get(self.env.lang) or names.get("en_US") or next(iter(names.values()))

    def _words_of_attainment(self, snapshot, figures, percent):
        lines = snapshot.get("lines")
        if not lines:
            return [self.env._("No KPI of this scorecard is rewarded.")]
        if figures["attainment"] is None:
            return [self.env._("None of the rewarded KPIs has a figure.")]
        words = [
            self.env._(
                "Together %(attainment)s: the mean of the scores of the rewarded KPIs, weighted.",
                attainment=percent(figures["attainment"]),
            )
        ]
        if any(line["score"] is None for line in lines):
            words.append(
                self.env._("KPIs without a figure are left out; the others carry their weight.")
            )
        if snapshot["gate"] is not None:
            gate = percent(snapshot["gate"])
            words.append(
                self.env._("The gate of %(gate)s is passed.", gate=gate)
                if snapshot["passed"]
                else self.env._("That is below the gate of %(gate)s: nothing is paid.", gate=gate)
            )
        return words

    def _words_of_curve(self, snapshot, figures, percent, money):
        if snapshot.get("earned") is None or not snapshot["passed"]:
            return []
        if snapshot["mode"] == MARGINAL:
            words = self.env._(
                "The tiers pay %(amount)s on %(actual)s (%(kpi)s).",
                amount=money(snapshot["earned"]),
                actual=money(figures["actual"]),
                kpi=self._name_in_language(snapshot["commission_on"]),
            )
            cap = money(snapshot["cap"])
        elif snapshot["each"]:
            words = self.env._(
                "The mean of what the curve pays for each KPI is %(share)s of the bonus.",
                share=percent(snapshot["earned"]),
            )
            cap = percent(snapshot["cap"])
        else:
            words = self.env._(
                "For that the curve pays %(share)s of the bonus.", share=percent(snapshot["earned"])
            )
            cap = percent(snapshot["cap"])
        if snapshot["capped"]:
            return [words, self.env._("It is held at the cap of %(cap)s.", cap=cap)]
        return [words]

    def _words_of_amount(self, snapshot, figures, percent, money):
        if snapshot.get("mode") == MARGINAL:
            if figures["actual"] is None:
                return [
                    self.env._(
                        "%(kpi)s has no figure, or is not among the rewarded KPIs.",
                        kpi=self._name_in_language(snapshot["commission_on"]),
                    )
                ]
            return []
        base = snapshot.get("base_from")
        if not base:
            return [self.env._("There is no base amount, so there is no figure.")]
        if figures["share"] is None:
            return []
        values = {
            "share": percent(figures["share"]),
            "base": money(base["amount"]),
            "amount": money(figures["computed_amount"]),
            "since": base["since"] and format_date(self.env, fields.Date.to_date(base["since"])),
        }
        match base["origin"]:
            case "employee":
                words = self.env._(
                    (
                        "%(share)s of the own base amount of %(base)s, in force since "
                        "%(since)s, is %(amount)s."
                    ),
                    **values,
                )
            case "job":
                words = self.env._(
                    (
                        "%(share)s of the base amount of the job of %(base)s, in force since "
                        "%(since)s, is %(amount)s."
                    ),
                    **values,
                )
            case _:
                words = self.env._(
                    "%(share)s of the base amount of %(base)s is %(amount)s.", **values
                )
        return [words]

    def _words_of_corrections(self, figures, corrections, money):
        words = [
            self.env._(
                "Correction of %(amount)s: %(reason)s",
                amount=money(correction.amount),
                reason=correction.reason,
            )
            for correction in corrections
        ]
        if words:
            words.append(self.env._("Together %(amount)s.", amount=money(figures["amount"])))
        return words
