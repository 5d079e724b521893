"""The page of a scorecard on paper: what is on it, in whose language, for whom."""

from unittest.mock import patch

from lxml import html

from .common import LOGIN
from .common_http import GoalHttpCase

STATE = "odoo.addons.base.models.ir_actions_report.IrActionsReport.get_wkhtmltopdf_state"
REPORT = "kpi_okr.kpi_scorecard_document"


class TestPrint(GoalHttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("vi_VN")
        cls.money = cls.make_indicator("print_money", unit="money")
        cls.share = cls.make_indicator("print_share", unit="percent", digits=1, aggregate="avg")
        cls.cycle = cls.make_cycle("2025-03-01")
        lines = [(cls.money, 1000, 3), (cls.share, 0.5, 1)]
        cls.card = cls.make_scorecard(cls.dung, cls.cycle, lines)
        cls.peer = cls.make_scorecard(cls.phuc, cls.cycle, lines)
        cls.make_value(cls.money, cls.dung, "2025-03-10", 900)
        line = cls.card.line_ids[1]
        line.write({"target": 0.475, "target_reason": "Half the area"})

    def page(self, user, cards, path="html"):
        login = f"{LOGIN}{user}"
        self.authenticate(login, login)
        return self.url_open(f"/report/{path}/{REPORT}/{','.join(map(str, cards.ids))}")

    def text(self, response):
        return " ".join(html.fromstring(response.text).text_content().split())

    def test_figures(self):
        response = self.page("dung", self.card)
        self.assertEqual(response.status_code, 200)
        text = self.text(response)
        for shown in (
            "Dung",
            "month 2025-03-01",
            "900.00",
            "90\xa0%",
            "75\xa0%",
            "47.5\xa0%",
            "50\xa0%",
            "Half the area",
            "No data",
            "–",
            "is not closed",
        ):
            self.assertIn(shown.replace("\xa0", " "), text.replace("\xa0", " "))

    def test_closed_says_so(self):
        self.cycle.action_close()
        self.assertIn("The cycle is closed", self.text(self.page("dung", self.card)))

    def test_language_of_whom_it_is_about(self):
        self.dung.user_id.lang = "vi_VN"
        for reader in ("dung", "south_manager"):
            response = self.page(reader, self.card)
            self.assertEqual(html.fromstring(response.text).get("lang"), "vi-VN")
        self.south_manager.user_id.lang = "vi_VN"
        response = self.page("south_manager", self.peer)
        self.assertEqual(html.fromstring(response.text).get("lang"), "en-US")

    def test_only_for_readers(self):
        for user, cards in (
            ("phuc", self.card),
            ("dung", self.card | self.peer),
            ("plain_user", self.card),
            ("other_officer", self.card),
            ("portal_user", self.card),
        ):
            for path in ("html", "pdf"):
                with self.subTest(user=user, path=path):
                    response = self.page(user, cards, path)
                    self.assertNotEqual(response.status_code, 200)
                    # With its decimals: a token in the page may have any digits.
                    self.assertNotIn("900.00", response.text)
            status, _answer = self.json2(
                getattr(self, user), "kpi.scorecard", "action_print", cards.ids
            )
            self.assertEqual(status, 403)

    def test_the_button_says_what_comes(self):
        card = self.as_user(self.card, self.dung)
        for state, prints_pdf in (("ok", True), ("install", False), ("workers", False)):
            with patch(STATE, return_value=state):
                card.invalidate_recordset(["prints_pdf"])
                self.assertEqual(card.prints_pdf, prints_pdf)
                action = card.action_print()
            if prints_pdf:
                self.assertEqual(action["report_name"], REPORT)
                self.assertEqual(action["report_type"], "qweb-pdf")
            else:
                self.assertEqual(action["url"], f"/report/html/{REPORT}/{card.id}")
                self.assertEqual(action["target"], "new")

    def test_numbers(self):
        card = self.card
        for arguments, text in (
            ((None,), ""),
            ((0,), "0"),
            ((1234.5, "number", 2), "1,234.5"),
            ((0.125, "percent", 0), "13\xa0%"),
            ((0.125, "percent", 1), "12.5\xa0%"),
            ((1, "days"), "1 day"),
            ((1.5, "days", 1), "1.5 days"),
            ((1, "hours"), "1 hour"),
            ((2, "hours"), "2 hours"),
        ):
            self.assertEqual(card._print_value(*arguments), text)
        dollars = self.env.ref("base.USD")
        self.assertEqual(card._print_value(8250, "money", currency=dollars), "$\xa08,250.00")
