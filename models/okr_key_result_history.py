from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..scoring import check_in_slots, progress

LOGGED_FIELDS = "start", "target", "low", "high", "weight"


class OkrKeyResult(models.Model):
    """What a key result opens, and its history."""

    _inherit = "okr.key.result"

    # --- actions ---------------------------------------------------------------------------

    def action_view_check_ins(self):
        self.ensure_one()
        return {
            **self.objective_id.action_view_check_ins(),
            "name": self.name,
            "domain": [("key_result_id", "in", self._with_origins().ids)],
        }

    def action_open_records(self):
        """What the figure was made of, seen with the user's own rights."""
        self.ensure_one()
        self.check_access("read")
        if self.source == "indicator":
            return self.env["goal.engine"]._key_result_action(self)
        if self.source != "deals":
            raise UserError(self.env._("This figure comes from check-ins."))
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": "crm.lead",
            "view_mode": "list,form",
            "domain": [("id", "in", self.sudo().lead_ids.ids)],
            "context": {"active_test": False, "create": False},
        }

    @api.readonly
    def get_history(self):
        """The points of the chart: check-ins that hold, oldest first, those before a carry-over
        included; beside each value the one expected on that day. One dict for each key result.

        Raises AccessError unless the user may read the key result.
        """
        self.check_access("read")
        return [key_result._history() for key_result in self]

    def _stand(self):
        return self.current, self.confidence

    def _progress_at(self, value):
        """Of a range the share of all check-ins so far: one figure alone says nothing."""
        match self.kind:
            case "number":
                return progress(self.start, self.target, value)
            case "range":
                return self.progress
            case _:
                return value

    def _check_in_kind(self):
        return self.kind

    def _milestones_done(self):
        return self.milestone_ids.filtered("done")

    # --- business --------------------------------------------------------------------------

    def _history(self):
        self.ensure_one()
        origins = self._with_origins()
        check_ins = self.env["goal.check.in"].search(
            [("key_result_id", "in", origins.ids), ("superseded_by_id", "=", False)],
            order="date, id",
        )
        number = self.kind == "number"
        return {
            "id": self.id,
            "name": self.name,
            "kind": self.kind,
            "unit": self.unit,
            "digits": self.digits,
            "currency_id": self.currency_id.id,
            "start": self.start if number else None,
            "target": self.target if number else None,
            "low": self.low if self.kind == "range" else None,
            "high": self.high if self.kind == "range" else None,
            "date_start": fields.Date.to_string(self.date_start),
            "date_end": fields.Date.to_string(self.date_end),
            "points": [check_in._point() for check_in in check_ins],
        }

    def _with_origins(self):
        """These key results and those they were carried from that the user may read."""
        found = origins = self.sudo()
        while origins := origins.origin_id - found:  # as many steps as cycles it was carried
            found |= origins
        return found.sudo(False)._filtered_access("read")

    def _log_changes(self, vals):
        """Post on the objectives of open cycles what changes in how they are measured."""
        notes = {}
        for key_result in self.filtered(lambda kr: kr.state == "open"):
            for name in LOGGED_FIELDS:
                if name in vals and vals[name] != key_result[name]:
                    note = self.env._(
                        "%(key_result)s: %(field)s %(old)s → %(new)s.",
                        key_result=key_result.name,
                        field=self._fields[name].get_description(self.env, ["string"])["string"],
                        old=f"{key_result[name]:,.10g}",
                        new=f"{vals[name] or 0:,.10g}",
                    )
                    notes.setdefault(key_result.objective_id.id, []).append(note)
        if notes:
            self.env["okr.objective"].browse(notes)._message_log_batch(
                {key: Markup("<br/>").join(texts) for key, texts in notes.items()}
            )

    def _check_in_slots(self):
        """The (first day, last day) of each time that a check-in is asked for in the cycle."""
        self.ensure_one()
        return check_in_slots(self.date_start, self.date_end, self.check_in_every)
