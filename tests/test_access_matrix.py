"""Who may create, read, write and delete what, tried over real HTTP with each one's API key."""

from .access_matrix import AccessMatrix
from .common_http import GoalHttpCase

# The card, its line, change, value and deal are dung's, a seller of team and department South.
# C create, R read, W write, U delete; a cell that is missing is "nothing".
READS_ALL = {"cycle": "R", "indicator": "R", "records": "R", "template": "R", "tline": "R"}
MATRIX = {
    #                    the goals themselves                                  and around them
    "dung (owner)": {
        "card": "R",
        "line": "R",
        "change": "R",
        "value": "CRWU",
        **READS_ALL,
        "win": "R",
        "email": "R",
        "wtarget": "CRWU",
    },
    "phuc (same team)": {**READS_ALL, "wtarget": "RWU"},
    "em (leads team)": {**READS_ALL, "wtarget": "RWU"},
    "south_manager": {
        "card": "RW",
        "line": "RW",
        "change": "R",
        "value": "CRWU",
        **READS_ALL,
        "win": "R",
        "email": "R",
        "wtarget": "CRWU",
    },
    "director": {
        "card": "RW",
        "line": "RW",
        "change": "R",
        "value": "CRWU",
        **READS_ALL,
        "win": "R",
        "email": "R",
        "wtarget": "CRWU",
    },
    "south_head": {
        "card": "RW",
        "line": "RW",
        "change": "R",
        "value": "CRWU",
        **READS_ALL,
        "wtarget": "CRWU",
    },
    "marketing_manager": {**READS_ALL, "wtarget": "RWU"},
    "hr_officer": {
        "card": "CRWU",
        "line": "CRWU",
        "change": "R",
        "value": "CRWU",
        "cycle": "CRWU",
        "indicator": "CRWU",
        "records": "R",
        "template": "CRWU",
        "tline": "CRWU",
        "refresh": "R",
        "wcycles": "CRWU",
        "wcards": "CRWU",
        "wcopy": "CRWU",
        "wtarget": "CRWU",
    },
    "goals_admin": {
        "card": "CRWU",
        "line": "CRWU",
        "change": "R",
        "value": "CRWU",
        "cycle": "CRWU",
        "indicator": "CRWU",
        "records": "CRWU",
        "template": "CRWU",
        "tline": "CRWU",
        "refresh": "R",
        "win": "R",
        "email": "R",
        "wcycles": "CRWU",
        "wreopen": "CRWU",
        "wcards": "CRWU",
        "wcopy": "CRWU",
        "wtarget": "CRWU",
    },
    "other_officer": {
        "refresh": "R",
        "wcycles": "CRWU",
        "wcards": "RWU",
        "wcopy": "RWU",
        "wtarget": "RWU",
    },
    "plain_user": {**READS_ALL, "wtarget": "RWU"},
    "portal_user": {},
    "public": {},
}  # fmt: skip
MODELS = {
    "card": "kpi.scorecard",
    "line": "kpi.scorecard.line",
    "change": "kpi.target.change",
    "value": "kpi.value",
    "cycle": "goal.cycle",
    "indicator": "kpi.indicator",
    "records": "kpi.indicator",
    "template": "kpi.scorecard.template",
    "tline": "kpi.scorecard.template.line",
    "refresh": "goal.refresh",
    "win": "kpi.customer.win",
    "email": "kpi.customer.email",
    "part": "kpi.figure.part",
    "wcycles": "goal.cycle.generate",
    "wreopen": "goal.cycle.reopen",
    "wcards": "kpi.scorecard.generate",
    "wcopy": "kpi.scorecard.copy",
    "wtarget": "kpi.target.change.wizard",
}
TABLES = [
    "goal_cycle",
    "goal_refresh",
    "kpi_indicator",
    "kpi_value",
    "kpi_scorecard",
    "kpi_scorecard_line",
    "kpi_scorecard_template",
    "kpi_scorecard_template_line",
    "kpi_target_change",
    "kpi_figure_part",
    "kpi_target_change_wizard",
    "goal_cycle_reopen",
]  # fmt: skip


class TestAccessMatrix(AccessMatrix, GoalHttpCase):
    matrix, models, tables = MATRIX, MODELS, TABLES

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_indicators()
        cycle = cls.make_cycle("2025-03-01")
        cls.card = cls.make_scorecard(
            cls.dung, cycle, [(cls.manual, 100, 1), (cls.records, 5000, 2)]
        )
        line = cls.card.line_ids[0]
        line.write({"target": 110, "target_reason": "New area"})
        cls.template = cls.make_template(cls.job_seller, [(cls.manual, 100)])
        customer = cls.env["res.partner"].create({"name": "Customer of Dung"})
        deal = cls.make_deal(cls.dung, 900, "2025-03-05", partner_id=customer.id)
        mail = deal.message_post(
            body="Hello?", message_type="email", author_id=customer.id, subtype_xmlid="mail.mt_note"
        )
        cls.env.flush_all()
        cls.records_of = {
            "card": cls.card,
            "line": line,
            "change": line.change_ids,
            "value": cls.make_value(cls.manual, cls.dung, "2025-03-04", 42),
            "cycle": cls.make_cycle("2025-08-01", state="draft"),
            "indicator": cls.unused,
            "records": cls.unused_records,
            "template": cls.template,
            "tline": cls.template.line_ids,
            "refresh": cls.env["goal.refresh"].create({}),
            "win": cls.env["kpi.customer.win"].browse(deal.id),
            "email": cls.env["kpi.customer.email"].browse(mail.id),
            "part": cls.env["kpi.figure.part"].create(
                {"line_id": line.id, "indicator_id": cls.manual.id, "value": 42}
            ),
        }

    @classmethod
    def _make_indicators(cls):
        company = {"company_id": cls.company.id}
        cls.manual = cls.make_indicator("acc_manual", **company)
        cls.unused = cls.make_indicator("acc_unused", **company)
        cls.records = cls.make_indicator("acc_records", "records", **company)
        cls.unused_records = cls.make_indicator("acc_unused_records", "records", **company)

    def create_vals(self, key, user):
        """What ``user`` would create, of dung's where it belongs to somebody."""
        indicator = {"name": "New", "code": "acc_new", "company_id": self.company.id}
        may = self.card.cycle_id
        return {
            "card": {
                "employee_id": self.dung.id,
                "cycle_id": self.records_of["cycle"].id,
                "company_id": self.company.id,
            },
            "line": {"scorecard_id": self.card.id, "indicator_id": self.unused.id, "target": 1},
            "change": {"line_id": self.card.line_ids[0].id, "new_target": 1, "reason": "Mine"},
            "value": {
                "indicator_id": self.manual.id,
                "employee_id": self.dung.id,
                "date": "2025-03-09",
                "value": 7,
                "company_id": self.company.id,
            },
            "cycle": {
                "name": "Later",
                "date_start": "2025-09-01",
                "date_end": "2025-09-30",
                "company_id": self.company.id,
            },
            "indicator": indicator | {"aggregate": "sum"},
            "records": indicator
            | self.records.read(
                ["source", "domain", "aggregate", "value_field", "date_field", "owner_path"],
                load=None,
            )[0]
            | {"model_id": self.records.model_id.id, "id": False},
            "template": {
                "name": "New",
                "job_id": self.job_seller.id,
                "company_id": self.company.id,
            },
            "tline": {"template_id": self.template.id, "indicator_id": self.unused.id},
            "refresh": {"line_count": 1},
            "win": {"lead_id": self.records_of["win"].id},
            "email": {"lead_id": self.records_of["win"].id},
            "part": {"line_id": self.card.line_ids[0].id, "indicator_id": self.manual.id},
            "wcycles": {"year": 2031, "company_id": self.company.id},
            "wreopen": {"cycle_id": may.id, "reason": "Because"},
            "wcards": {"template_ids": [(6, 0, self.template.ids)]},
            "wcopy": {"scorecard_ids": [(6, 0, self.card.ids)], "cycle_id": may.id},
            "wtarget": {
                "line_ids": [(6, 0, self.card.line_ids[:1].ids)],
                "new_target": 1,
                "reason": "Because",
            },
        }[key]

    WRITES = {
        "card": {"note": "<p>Seen</p>"},
        "line": {"target": 120, "target_reason": "Seen"},
        "change": {"reason": "Another"},
        "value": {"value": 43},
        "cycle": {"name": "Renamed"},
        "indicator": {"name": "Renamed"},
        "records": {"domain": "[]"},
        "template": {"name": "Renamed"},
        "tline": {"target": 1},
        "refresh": {"line_count": 1},
        "win": {"is_first": False},
        "email": {"is_answered": True},
        "part": {"value": 1},
        "wcycles": {"year": 2032},
        "wreopen": {"reason": "Another"},
        "wcards": {"year": 2032},
        "wtarget": {"reason": "Another"},
    }

    def write_vals(self, key):
        return {"cycle_id": self.card.cycle_id.id} if key == "wcopy" else self.WRITES[key]

    def wizard_vals(self, key, user):
        vals = self.create_vals(key, user)
        return vals | {"cycle_id": self.cycle_id()} if key == "wcopy" else vals

    def cycle_id(self):
        return self.records_of["cycle"].id

    def test_owner(self):
        self.check_role("dung (owner)")

    def test_same_team_peer(self):
        self.check_role("phuc (same team)")

    def test_team_leader_who_is_not_the_boss(self):
        self.check_role("em (leads team)")

    def test_direct_manager(self):
        self.check_role("south_manager")

    def test_managers_manager(self):
        self.check_role("director")

    def test_department_manager(self):
        self.check_role("south_head")

    def test_manager_of_another_department(self):
        self.check_role("marketing_manager")

    def test_officer(self):
        self.check_role("hr_officer")

    def test_administrator(self):
        self.check_role("goals_admin")

    def test_officer_of_another_company(self):
        self.check_role("other_officer")

    def test_user_without_employee(self):
        self.check_role("plain_user")

    def test_portal(self):
        self.check_role("portal_user")

    def test_public(self):
        self.check_role("public")
