"""The template says what the module says, and the Vietnamese file all of it, in Vietnamese."""

import re
from collections import Counter
from io import BytesIO
from pathlib import Path

import polib
from lxml import etree

from odoo.tests import TransactionCase, tagged
from odoo.tools.translate import TRANSLATED_ATTRS, code_translations, trans_export

MODULE = "kpi_okr"
LANG = "vi_VN"
FOLDER = Path(__file__).parents[1] / "i18n"
# Words that are the same in both languages.
SAME = {
    "%(competence)s: %(criterion)s",
    "%(final)s = %(terms)s",
    "%(name)s: %(error)s",
    "%(part)s %(mark)s × %(share)s",
    "10",
    "11",
    "12",
    "ID",
    "KPI",
    "Marketing",
    "object.display_name",
}
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[ds]|\{\w*\}")
NOT_SHIPPED = re.compile(rf"code:addons/{MODULE}/(\.|dev/|docs/|tests/|static/tests/)")
DEMO = f":{MODULE}.demo_"


def markup(term):
    """The elements of a term and their attributes, but for those that are translated too."""
    return [
        (node.tag, {k: v for k, v in node.attrib.items() if k not in TRANSLATED_ATTRS})
        for node in etree.fromstring(f"<term>{term}</term>").iterdescendants()
    ]


@tagged("post_install", "-at_install")
class TestI18n(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        buffer = BytesIO()
        trans_export(None, [MODULE], buffer, "po", cls.env)
        modules = cls.env["ir.module.module"].search([("state", "=", "installed")])
        ours = modules.filtered(lambda m: m.name == MODULE)
        cls.with_demo = ours.demo
        # Modules that inherit mail's models, say, add fields to ours. Of base all are, unsaid.
        needed = ours.upstream_dependencies(exclude_states=["uninstalled"])
        cls.others = modules - ours - needed - cls.env.ref("base.module_base")
        cls.exported = polib.pofile(buffer.getvalue().decode())
        cls.template = cls.read_po(f"{MODULE}.pot")
        cls.vietnamese = cls.read_po("vi.po")

    @classmethod
    def read_po(cls, name):
        return polib.pofile(str(FOLDER / name), check_for_duplicates=True)

    def places(self, file):
        """Where each term is used, without those of demo data unless it is installed."""
        result = {}
        for entry in file:
            places = {place for place, _line in entry.occurrences}
            if not self.with_demo:
                places = {place for place in places if DEMO not in place}
            if places:
                result[entry.msgid] = (sorted(places), entry.comment)
        return result

    def test_template_is_as_exported(self):
        if self.others:
            self.skipTest(f"allowed: terms of {', '.join(self.others.mapped('name'))}")
        kept, exported = self.places(self.template), self.places(self.exported)
        self.assertFalse(kept.keys() - exported.keys(), "of the template, but not of the module")
        self.assertFalse(exported.keys() - kept.keys(), "missing in the template")
        for term, places in exported.items():
            self.assertEqual(kept[term], places, term)

    def test_only_what_is_shipped(self):
        leaks = [
            (entry.msgid, place)
            for entry in self.exported
            for place, _line in entry.occurrences
            if NOT_SHIPPED.match(place)
        ]
        self.assertFalse(leaks)

    def test_vietnamese_is_complete(self):
        translated, wanted = self.places(self.vietnamese), self.places(self.template)
        self.assertFalse(wanted.keys() - translated.keys(), "not in vi.po")
        self.assertFalse(translated.keys() - wanted.keys(), "in vi.po for nothing")
        self.assertFalse([entry.msgid for entry in self.vietnamese.obsolete_entries()])
        for entry in self.vietnamese:
            with self.subTest(entry.msgid):
                self.assertTrue(entry.msgstr.strip())
                self.assertFalse(entry.fuzzy)
                self.assertEqual(entry.msgstr == entry.msgid, entry.msgid in SAME)
                self.assertEqual(translated.get(entry.msgid), wanted.get(entry.msgid))

    def test_vietnamese_keeps_placeholders_and_tags(self):
        for entry in self.vietnamese:
            with self.subTest(entry.msgid):
                self.assertEqual(
                    Counter(PLACEHOLDER.findall(entry.msgstr)),
                    Counter(PLACEHOLDER.findall(entry.msgid)),
                )
                if any(place.startswith("model_terms:") for place, _line in entry.occurrences):
                    self.assertEqual(markup(entry.msgstr), markup(entry.msgid))
                else:
                    self.assertEqual("<" in entry.msgstr, "<" in entry.msgid)

    def test_loaded(self):
        self.env["res.lang"]._activate_lang(LANG)
        self.env["ir.module.module"]._load_module_terms([MODULE], [LANG], overwrite=True)
        env = self.env(context={**self.env.context, "lang": LANG})
        self.assertEqual(env.ref(f"{MODULE}.goal_menu_mine").name, "Mục tiêu của tôi")
        line = env["kpi.scorecard.line"].fields_get(["target", "status"], ["string", "selection"])
        self.assertEqual(line["target"]["string"], "Chỉ tiêu")
        self.assertEqual(dict(line["status"]["selection"])["off_track"], "Chậm tiến độ")
        form = env["kpi.scorecard"].get_view(env.ref(f"{MODULE}.kpi_scorecard_view_form").id)
        self.assertIn('string="Cập nhật ngay"', form["arch"])
        win_rate = env.ref(f"{MODULE}.indicator_win_rate")
        self.assertEqual(win_rate.name, "Tỷ lệ thắng")
        self.assertEqual(win_rate.copy_data()[0]["name"], "Tỷ lệ thắng (bản sao)")

        in_python = code_translations.get_python_translations(MODULE, LANG)
        self.assertEqual(in_python["%(cycle)s is closed."], "%(cycle)s đã đóng.")
        in_web = code_translations.get_web_translations(MODULE, LANG)["messages"]
        self.assertIn({"id": "%s days", "string": "%s ngày"}, in_web)
        self.assertIn({"id": "No data", "string": "Chưa có dữ liệu"}, in_web)

    def test_ready_indicators(self):
        self.env["res.lang"]._activate_lang(LANG)
        self.env["ir.module.module"]._load_module_terms([MODULE], [LANG], overwrite=True)
        ready = self.env["ir.model.data"].search(
            [
                ("module", "=", MODULE),
                ("model", "=", "kpi.indicator"),
                ("name", "=like", "indicator%"),
            ]
        )
        indicators = self.env["kpi.indicator"].browse(ready.mapped("res_id"))
        self.assertEqual(len(indicators), 28)
        for indicator in indicators:
            vietnamese = indicator.with_context(lang=LANG)
            with self.subTest(indicator.code):
                self.assertNotEqual(vietnamese.name, indicator.name)
                self.assertNotEqual(vietnamese.description, indicator.description)
