"""Why a formula is refused is said in the user's language, for every reason there is."""

import re

from odoo.exceptions import ValidationError

from ..models.kpi_formula_reasons import REASONS
from ..scoring import FORMULA_REASONS
from .common import GoalCase

PLACE = re.compile("%\\(\\w+\\)s")


class TestFormulaReasons(GoalCase):
    def test_every_kind_has_a_sentence(self):
        self.assertEqual(set(REASONS), set(FORMULA_REASONS))
        for kind, sentence in FORMULA_REASONS.items():
            places = set(PLACE.findall(self.env._(REASONS[kind])))
            self.assertLessEqual(places, set(PLACE.findall(sentence)), kind)

    def test_said_in_the_users_language(self):
        self.env["res.lang"]._activate_lang("vi_VN")
        module = self.env["ir.module.module"].search([("name", "=", "kpi_okr")])
        module._update_translations("vi_VN")
        indicators = self.env["kpi.indicator"].with_context(lang="vi_VN")
        for formula, english, vietnamese in (
            ("won ** 2", "power operator", "phép lũy thừa **"),
            ("a % b", "the remainder", "phép chia lấy dư %"),
            ("(won", "must be correct", "phép tính đúng"),
            ("sum(won)", "the function 'sum'", "abs, max, min, round"),
        ):
            vals = {"name": "Tỷ lệ", "code": "t_rate", "source": "formula", "formula": formula}
            with self.assertRaises(ValidationError) as refused, self.cr.savepoint():
                indicators.create(vals)
            message = str(refused.exception)
            self.assertIn(vietnamese, message)
            self.assertNotIn(english, message)
            self.assertNotIn("%%", message)
            with self.assertRaisesRegex(ValidationError, english), self.cr.savepoint():
                indicators.with_context(lang="en_US").create(vals)
