from odoo import api, fields, models
from odoo.exceptions import UserError

from .goal_cycle import CYCLE_TYPES

UNIT_FIELDS = {"job": "job_id", "department": "department_id", "team": "team_id"}


class KpiScorecardTemplate(models.Model):
    _name = "kpi.scorecard.template"
    _description = "Scorecard Template"
    _inherit = ["mail.thread"]
    _order = "name, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True, tracking=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    cycle_type = fields.Selection(
        CYCLE_TYPES, required=True, default="month", help="The targets hold for one such cycle."
    )
    apply_to = fields.Selection(
        [("job", "Job"), ("department", "Department"), ("team", "Sales Team")],
        required=True,
        default="job",
    )
    job_id = fields.Many2one("hr.job", check_company=True)
    department_id = fields.Many2one("hr.department", check_company=True)
    team_id = fields.Many2one("crm.team", string="Sales Team", check_company=True)
    owner_kind = fields.Selection(
        [("members", "Each member"), ("unit", "The unit itself")],
        string="Scorecards For",
        required=True,
        default="members",
    )
    line_ids = fields.One2many("kpi.scorecard.template.line", "template_id", copy=True)
    scorecard_ids = fields.One2many("kpi.scorecard", "template_id")
    scorecard_count = fields.Integer(compute="_compute_scorecard_count")
    weight_total = fields.Float(compute="_compute_weight_total")

    _unit_check = models.Constraint(
        """CHECK ((apply_to <> 'job' OR job_id IS NOT NULL)
             AND (apply_to <> 'department' OR department_id IS NOT NULL)
             AND (apply_to <> 'team' OR team_id IS NOT NULL)
             AND (apply_to <> 'job' OR owner_kind = 'members'))""",
        "Choose the job, department or sales team; a job has members only.",
    )

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_scorecard_count(self):
        counts = dict(
            self.env["kpi.scorecard"]._read_group(
                [("template_id", "in", self.ids)], ["template_id"], ["__count"]
            )
        )
        for template in self:
            template.scorecard_count = counts.get(template, 0)

    @api.depends("line_ids.weight")
    def _compute_weight_total(self):
        for template in self:
            template.weight_total = sum(template.line_ids.mapped("weight"))

    def action_generate(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Generate Scorecards"),
            "res_model": "kpi.scorecard.generate",
            "view_mode": "form",
            "target": "new",
            "context": {"default_template_ids": self.ids},
        }

    def action_view_scorecards(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("kpi_okr.kpi_scorecard_action")
        return {**action, "domain": [("template_id", "=", self.id)], "context": {}}

    # --- business --------------------------------------------------------------------------

    def _owners(self):
        """The owners this template is for, as a list of (owner type, record)."""
        self.ensure_one()
        unit = self[UNIT_FIELDS[self.apply_to]]
        if self.owner_kind == "unit":
            return [(self.apply_to, unit)]
        Employee = self.env["hr.employee"].sudo()  # officers may lack rights on employee files
        domain = [("company_id", "=", self.company_id.id)]
        match self.apply_to:
            case "job":
                domain += [("job_id", "=", unit.id)]
            case "department":
                domain += [("department_id", "child_of", unit.id)]
            case "team":
                domain += [("user_id", "in", unit.sudo().member_ids.ids)]
        return [("employee", employee) for employee in Employee.search(domain, order="name, id")]

    def _generate(self, cycles):
        """Create the scorecards and lines that are missing in ``cycles``; change no other.

        Returns the scorecards created. Cycles of another type than a template's are not for
        that template; closed cycles raise UserError.
        """
        if closed := cycles.filtered(lambda cycle: cycle.state == "closed"):
            raise UserError(self.env._("%(cycle)s is closed.", cycle=closed[0].name))
        Scorecard = self.env["kpi.scorecard"]
        existing = Scorecard._by_owner(cycles)
        new_cards, new_lines = {}, {}
        for template in self:
            owners = template._owners()
            for cycle in cycles:
                if (cycle.cycle_type, cycle.company_id) != (
                    template.cycle_type,
                    template.company_id,
                ):
                    continue
                for owner_type, owner in owners:
                    key = (cycle.id, owner_type, owner.id)
                    if key not in existing and key not in new_cards:
                        new_cards[key] = Scorecard._owner_vals(owner_type, owner) | {
                            "cycle_id": cycle.id,
                            "company_id": cycle.company_id.id,
                            "template_id": template.id,
                        }
                    for line in template.line_ids:
                        new_lines.setdefault((key, line.indicator_id.id), line._line_vals())
        created = Scorecard.create(list(new_cards.values()))
        cards = existing | dict(zip(new_cards, created, strict=True))
        kept = Scorecard.concat(*existing.values())
        present = set(
            kept.line_ids.mapped(lambda line: (line.scorecard_id.id, line.indicator_id.id))
        )
        self.env["kpi.scorecard.line"].create(
            [
                {**vals, "scorecard_id": cards[key].id}
                for (key, indicator_id), vals in new_lines.items()
                if (cards[key].id, indicator_id) not in present
            ]
        )
        return created
