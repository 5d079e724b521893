from odoo import models


class KpiBonusRun(models.Model):
    """What a run stores: a bonus for each person, from the scorecards of the closed cycle."""

    _inherit = "kpi.bonus.run"

    def _figures(self):
        """{scorecard: values of its bonus} as the plan and the scorecards say now."""
        self.ensure_one()
        cards = self.env["kpi.scorecard"].search(
            [("cycle_id", "=", self.cycle_id.id), ("owner_type", "=", "employee")]
        )
        return self.plan_id._judge_cards(cards)

    def _changes(self):
        """What differs from what is stored: (values to create, {bonus: values}, bonuses gone)."""
        figures = self._figures()
        stored = self.sudo().bonus_ids
        by_card = {bonus.scorecard_id.id: bonus for bonus in stored}
        new, changed = [], {}
        for card, vals in figures.items():
            bonus = by_card.pop(card.id, None)
            if bonus is None:
                new.append(vals | {"run_id": self.id})
                continue
            if different := bonus._different(vals):
                changed[bonus] = different
        return new, changed, stored.browse(bonus.id for bonus in by_card.values())

    def _store_bonuses(self):
        """Store what differs; computing again with nothing new writes nothing."""
        self.ensure_one()
        new, changed, gone = self._changes()
        if gone:
            self._message_log(
                body=self.env._(
                    "No longer part of the run: %s.", ", ".join(gone.mapped("employee_id.name"))
                )
            )
            gone.unlink()
        for bonus, vals in changed.items():
            bonus.write(vals)
        self.env["kpi.bonus"].sudo().create(new)

    def _differs(self):
        return any(self._changes())
