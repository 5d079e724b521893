"""Who may do what to objectives and what hangs on them, over real HTTP."""

from odoo.fields import Command

from .access_matrix import AccessMatrix
from .okr_common import OkrHttpCase

OWN = {"objective": "CRWU", "key": "CRWU", "step": "CRWU", "said": "CR", "sline": "CR"}
SEES = {"objective": "R", "key": "R", "step": "R", "said": "R"}
MATRIX = {
    "dung (owner)": OWN | {"wcopy": "CRWU"},
    "phuc (same department)": SEES | {"wcopy": "CRWU"},
    "em (leads team)": SEES | {"wcopy": "CRWU"},
    "south_manager": OWN | {"wcopy": "CRWU"},
    "director": OWN | {"wcopy": "CRWU"},
    "south_head": OWN | {"wcopy": "CRWU"},
    "marketing_manager": {"wcopy": "CRWU"},
    "hr_officer": OWN | {"wcopy": "CRWU"},
    "goals_admin": OWN | {"wcopy": "CRWU"},
    "other_officer": {"wcopy": "CRWU"},
    "plain_user": {"wcopy": "CRWU"},
    "portal_user": {},
    "public": {},
}
MODELS = {
    "objective": "okr.objective",
    "key": "okr.key.result",
    "step": "okr.milestone",
    "said": "goal.check.in",
    "sline": "goal.check.in",
    "wcopy": "okr.objective.copy",
}
TABLES = ["okr_objective", "okr_key_result", "okr_milestone", "goal_check_in", "kpi_value"]


class TestAccessMatrixOkr(AccessMatrix, OkrHttpCase):
    matrix, models, tables = MATRIX, MODELS, TABLES

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        steps = {"kind": "milestones", "milestone_ids": [Command.create({"name": "Draft"})]}
        cls.objective = cls.make_objective(
            cls.dung, cls.cycle, [(0, 100), steps], visibility="department"
        )
        cls.unused = cls.make_objective(cls.dung, cls.cycle, [(0, 100)], visibility="department")
        number, stepped = cls.objective.key_result_ids
        calls = cls.make_indicator("acc_calls", company_id=cls.company.id)
        card = cls.make_scorecard(cls.dung, cls.cycle, [(calls, 100)])
        cls.line = card.line_ids
        cls.records_of = {
            "objective": cls.unused,
            "key": cls.unused.key_result_ids,
            "step": stepped.milestone_ids,
            "said": cls.check_in(number, 20),
            "sline": cls.env["goal.check.in"].create(
                {"line_id": cls.line.id, "value": 3, "date": "2025-04-02"}
            ),
        }

    def create_vals(self, key, user):
        """What ``user`` would create, of dung's."""
        number = self.objective.key_result_ids[0]
        return {
            "objective": {
                "name": "New",
                "employee_id": self.dung.id,
                "cycle_id": self.cycle.id,
                "company_id": self.company.id,
            },
            "key": {"name": "New", "objective_id": self.objective.id},
            "step": {"name": "New", "key_result_id": self.objective.key_result_ids[1].id},
            "said": {"key_result_id": number.id, "value": 30, "date": "2025-04-09"},
            "sline": {"line_id": self.line.id, "value": 4, "date": "2025-04-09"},
            "wcopy": {"objective_id": self.objective.id, "cycle_id": self.cycle.id},
        }[key]

    def write_vals(self, key):
        return {
            "objective": {"name": "Renamed"},
            "key": {"target": 90},
            "step": {"done": True},
            "said": {"value": 90},
            "sline": {"value": 90},
            "wcopy": {"cycle_id": self.cycle.id},
        }[key]

    def test_owner(self):
        self.check_role("dung (owner)")

    def test_same_department(self):
        self.check_role("phuc (same department)")

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

    def test_a_dialog_copies_only_what_is_read(self):
        for user, code in ((self.phuc, 200), (self.marketing_manager, 403), (self.dung, 200)):
            status, answer = self.json2(
                user, "okr.objective.copy", "create", vals_list=[self.create_vals("wcopy", user)]
            )
            self.assertEqual(status, 200, answer)
            status, answer = self.json2(user, "okr.objective.copy", "action_copy", answer)
            self.assertEqual(status, code, answer)
