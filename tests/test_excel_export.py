"""Large exports are built in the background, for their owner alone."""

from contextlib import contextmanager
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import RecordCapturer
from odoo.tools import mute_logger

from .common_http import GoalHttpCase
from .excel_common import ExcelFactories


class TestExcelExport(ExcelFactories, GoalHttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        calls = cls.make_indicator("export_calls")
        cls.march = cls.make_cycle("2025-03-01")
        for owner in (cls.an, cls.dung, cls.phuc):
            cls.make_scorecard(owner, cls.march, [(calls, 10)])

    def wizard(self, user, **vals):
        wizards = self.as_user(self.env["goal.export.wizard"], user)
        return wizards.create({"scope": "all", **vals})

    def large(self, user):
        """A dialog that takes its choice for a large one."""
        with patch.object(type(self.env["goal.export.wizard"]), "_is_large", return_value=True):
            wizard = self.wizard(user)
            self.assertTrue(wizard.is_large)
            action = wizard.action_export()
        self.assertEqual(action["res_model"], "goal.export")
        return self.env["goal.export"].browse(action["res_id"])

    def run_cron(self):
        with self.enter_registry_test_mode():
            self.env.ref("kpi_okr.cron_export").method_direct_trigger()
        self.env.invalidate_all()

    def test_size_in_the_dialog(self):
        wizard = self.wizard(self.director)
        self.assertEqual((wizard.card_count, wizard.row_count, wizard.is_large), (3, 6, False))
        self.assertIn("3 scorecards with 3 KPIs", wizard.size_text)
        self.assertIn("5 sheets", wizard.size_text)
        wizard.with_pages = True
        self.assertIn("8 sheets", wizard.size_text)
        self.assertEqual(wizard.action_export()["tag"], "kpi_okr.download")
        self.assertEqual(self.wizard(self.dung).card_count, 1)

    def test_opened_from(self):
        cards = self.env["kpi.scorecard"].search([("cycle_id", "=", self.march.id)])
        Wizard = self.as_user(self.env["goal.export.wizard"], self.director)
        fields = list(Wizard._fields)
        for context, found in (
            (
                {
                    "active_model": "kpi.scorecard",
                    "active_ids": cards[:2].ids,
                    "active_domain": [("cycle_id", "=", self.march.id)],
                },
                2,
            ),
            (
                {
                    "active_model": "kpi.scorecard",
                    "active_ids": [],
                    "active_domain": [("cycle_id", "=", self.march.id)],
                },
                3,
            ),
            ({"active_model": "goal.cycle", "active_ids": self.march.ids}, 3),
            ({"active_model": "hr.department", "active_ids": self.dept_south.ids}, 2),
            ({"active_model": "hr.employee", "active_ids": self.an.ids}, 1),
        ):
            defaults = Wizard.with_context(**context).default_get(fields)
            vals = {
                name: [(6, 0, value)] if name == "cycle_ids" else value
                for name, value in defaults.items()
            }
            self.assertEqual(Wizard.create(vals).card_count, found, context)

    def test_built_in_the_background(self):
        with RecordCapturer(self.env["ir.cron.trigger"].sudo()) as triggers:
            export = self.large(self.director)
        self.assertIn(self.env.ref("kpi_okr.cron_export"), triggers.records.cron_id)
        self.assertEqual((export.state, export.user_id), ("queued", self.director.user_id))
        with self.assertRaises(UserError):
            self.as_user(export, self.director).action_download()
        self.run_cron()
        self.assertEqual((export.state, export.progress, export.error), ("done", 1.0, False))
        url = self.as_user(export, self.director).action_download()["url"]
        login = self.director.user_id.login
        self.authenticate(login, login)
        response = self.url_open(url)
        self.assertEqual(response.status_code, 200)
        owners = {row["Owner"] for row in self.rows(self.opened(response.content)["Scorecards"])}
        self.assertEqual(owners, {"An", "Dung", "Phuc"})
        note = self.env["mail.message"].search(
            [("model", "=", "goal.export"), ("res_id", "=", export.id)]
        )
        self.assertEqual(note.notified_partner_ids, self.director.user_id.partner_id)
        self.assertIn("is ready", note[0].body)

    def test_with_the_rights_of_who_asked(self):
        export = self.large(self.dung)
        self.run_cron()
        owners = {
            row["Owner"] for row in self.rows(self.opened(export.attachment_id.raw)["Scorecards"])
        }
        self.assertEqual(owners, {"Dung"})

    def test_for_its_owner_alone(self):
        export = self.large(self.director)
        self.run_cron()
        attachment = export.attachment_id
        self.assertFalse(attachment.public)
        for user in (self.dung, self.hr_officer, self.goals_admin, self.portal_user):
            with self.subTest(user=user.name):
                status, _rows = self.json2(user, "goal.export", "read", export.ids, fields=["name"])
                self.assertEqual(status, 403)
                status, _rows = self.json2(
                    user, "ir.attachment", "read", attachment.ids, fields=["raw"]
                )
                self.assertEqual(status, 403)
                login = (user.user_id if user._name == "hr.employee" else user).login
                self.authenticate(login, login)
                response = self.url_open(f"/web/content/{attachment.id}?download=true")
                self.assertNotEqual(response.status_code, 200)
                self.authenticate(None, None)
        status, found = self.json2(self.goals_admin, "goal.export", "search_count", domain=[])
        self.assertEqual((status, found), (200, 0))

    def test_nobody_forges_a_request(self):
        for vals in ({"name": "x", "user_id": self.director.user_id.id}, {"name": "x"}):
            status, _answer = self.json2(self.dung, "goal.export", "create", vals_list=[vals])
            self.assertEqual(status, 403)
        export = self.large(self.dung)
        status, _answer = self.json2(
            self.dung,
            "goal.export",
            "write",
            export.ids,
            vals={"user_id": self.director.user_id.id},
        )
        self.assertEqual(status, 403)

    def test_a_large_one_does_not_block_a_worker(self):
        wizard = self.wizard(self.director)
        with patch.object(type(wizard), "_is_large", return_value=True):
            wizard.invalidate_recordset()
            with self.assertRaises(UserError):
                wizard._workbook()

    def test_progress(self):
        export = self.large(self.director)
        export.row_count = 100
        told = []
        told_of = patch.object(type(export), "_tell", lambda self, *a: told.append(self.progress))
        with told_of, self.no_commit():
            tick = export._tick()
            for _number in range(10):
                tick(10)
        self.assertEqual(len(told), 10)
        self.assertEqual(told[:3], [0.1, 0.2, 0.3])
        self.assertEqual(told[-1], 0.99)

    def test_one_that_fails_stops_no_other(self):
        first, second = self.large(self.director), self.large(self.dung)
        excel = type(self.env["goal.excel"])
        build = excel._write

        def broken(self, *args, **kwargs):
            if self.env.user == first.user_id:
                raise ValueError("nobody expects this")
            return build(self, *args, **kwargs)

        logger = mute_logger("odoo.addons.kpi_okr.models.goal_export")
        with patch.object(excel, "_write", broken), logger, self.no_commit():
            self.env["goal.export"]._cron_run()
        self.assertEqual((first.state, first.error), ("failed", "nobody expects this"))
        self.assertEqual(second.state, "done")

    @contextmanager
    def no_commit(self):
        """The test's own records are not committed, so a rollback would take them along."""
        Cron = type(self.env["ir.cron"])
        with (
            patch.object(Cron, "_commit_progress", lambda self, *a, **k: 1.0),
            patch.object(self.cr, "rollback", lambda: None),
        ):
            yield

    def test_killed_twice(self):
        export = self.large(self.director)
        export.write({"state": "running", "tries": 2})
        with self.no_commit():
            self.env["goal.export"]._cron_run()
        self.assertEqual(export.state, "failed")

    def test_old_ones_go(self):
        export = self.large(self.director)
        self.run_cron()
        attachment = export.attachment_id
        self.env.flush_all()
        self.cr.execute("UPDATE goal_export SET create_date = now() - interval '8 days'")
        self.env.invalidate_all()
        self.env["goal.export"]._gc_old_exports()
        self.assertFalse(export.exists() | self.env["goal.export"].search([]))
        self.assertFalse(attachment.exists())

    def test_read_only_for_the_owner(self):
        export = self.large(self.dung)
        with self.assertRaises(AccessError):
            self.as_user(export, self.dung).write({"name": "other"})
        self.as_user(export, self.dung).unlink()
