from odoo import models
from odoo.exceptions import UserError


class OkrObjective(models.Model):
    """The life of an objective: what it opens, freezing, carrying over."""

    _inherit = "okr.objective"

    # --- actions ---------------------------------------------------------------------------

    def action_view_children(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": self._name,
            "view_mode": "list,form",
            "domain": [("id", "child_of", self.id), ("id", "!=", self.id)],
            "context": {"default_parent_id": self.id, "default_cycle_id": self.cycle_id.id},
        }

    def action_view_check_ins(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": "goal.check.in",
            "view_mode": "list,graph,form",
            "domain": [("objective_id", "=", self.id)],
            "context": {
                "graph_mode": "line",
                "graph_measure": "progress",
                "graph_groupbys": ["date:week", "key_result_id"],
            },
        }

    def action_duplicate(self):
        return self._action_copy("duplicate")

    def action_carry(self):
        return self._action_copy("carry")

    def _action_copy(self, mode):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Carry Over") if mode == "carry" else self.env._("Duplicate"),
            "res_model": "okr.objective.copy",
            "view_mode": "form",
            "target": "new",
            "context": {"default_objective_id": self.id, "default_mode": mode},
        }

    # --- closing ---------------------------------------------------------------------------

    def _freeze(self):
        super()._freeze()
        self._drop_reminders()

    # --- duplicating, carrying over --------------------------------------------------------

    def _duplicate(self, cycle, key_results):
        """A copy of this objective in ``cycle``, with copies of ``key_results`` only; of somebody
        else's, who is not the user's report, it is a copy for oneself."""
        owner = {}
        if not self.has_access("write"):
            owner = {"owner_type": "employee", "employee_id": self.env.user.employee_id.id}
        return self._copy_with(cycle, key_results, lambda key_result: {}, owner)

    def _carry(self, cycle, key_results=None):
        """Go on with this objective in ``cycle``; without ``key_results`` with the unfinished.

        The copies start where these stand, and remember them as their origin.
        """
        self.ensure_one()
        self.check_access("write")
        if key_results is None:
            key_results = self.key_result_ids.filtered(lambda kr: kr.status != "reached")
        if cycle.date_start <= self.date_start:
            raise UserError(
                self.env._("%(cycle)s is not later than this objective's.", cycle=cycle.name)
            )
        if self.sudo().carried_ids.filtered(lambda other: other.cycle_id == cycle):
            raise UserError(
                self.env._(
                    "%(objective)s goes on in %(cycle)s already.",
                    objective=self.name,
                    cycle=cycle.name,
                )
            )
        carried = self._copy_with(cycle, key_results, lambda kr: kr._carried_vals())
        carried._write_past_guard({"origin_id": self.id})
        # A cycle may close before its owner decides; the decision is no figure.
        self._write_past_guard({"decision": "carried"})
        return carried

    def _copy_with(self, cycle, key_results, values, owner=None):
        self.ensure_one()
        if key_results - self.key_result_ids:
            raise UserError(self.env._("Choose among the key results of this objective."))
        later = self.with_context(goal_refresh_later=True)
        copy = later.copy(
            {
                "cycle_id": cycle.id,
                "company_id": cycle.company_id.id,
                "parent_id": self._parent_in(cycle).id,
                "key_result_ids": [],
                **(owner or {}),
            }
        ).with_env(self.env)
        for key_result in key_results.with_env(later.env):
            new = key_result.copy({"objective_id": copy.id, **values(key_result)})
            if values(key_result):
                new._write_past_guard({"origin_id": key_result.id})
        self.env["goal.engine"]._refresh_objectives(copy)
        return copy

    def _parent_in(self, cycle):
        """What a copy in ``cycle`` is aligned to: where the parent was carried to, or the parent
        while it lasts; nothing where the user can't read that one."""
        parent = self.sudo().parent_id
        parent = parent.carried_ids.filtered(lambda other: other.cycle_id == cycle)[:1] or parent
        if parent and parent.date_end < cycle.date_start:
            return self.browse()
        return parent.sudo(False)._filtered_access("read")
