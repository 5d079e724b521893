"""The module is installed, upgraded and uninstalled in databases of its own, without a word."""

import os
import subprocess
from unittest import skipUnless

from odoo.tests import BaseCase, tagged

ODOO = os.environ.get("KPI_OKR_ODOO")

# What a server says when it runs as root, which has nothing to do with the module.
HARMLESS = ("Running as user 'root' is a security risk.",)


@tagged("post_install", "-at_install")
@skipUnless(ODOO, "allowed: only `make test` prepares the databases to install into")
class TestInstall(BaseCase):
    def run_program(self, *arguments):
        result = subprocess.run(arguments, capture_output=True, text=True, check=False, timeout=300)
        said = [
            line
            for line in (result.stdout + result.stderr).splitlines()
            if line.strip() and line.strip() not in HARMLESS
        ]
        return result.returncode, said

    def odoo(self, *arguments):
        """Run Odoo, which at its level of logging is silent unless something is wrong."""
        code, said = self.run_program(ODOO, *arguments)
        self.assertEqual((code, said), (0, []), f"odoo {' '.join(arguments)}")

    def uninstall(self, with_demo):
        code, said = self.run_program(ODOO, "module", "uninstall", "-d", self.database, "kpi_okr")
        self.assertEqual(code, 0, said)
        errors = [line for line in said if " ERROR " in line or " WARNING " in line]
        if with_demo:
            # Odoo tries each demo record, and keeps people and teams that others refer to.
            errors = [line for line in errors if "bad query: b'DELETE FROM" not in line]
            self.assertFalse([line for line in said if " CRITICAL " in line])
        else:
            self.assertFalse(said)
        self.assertFalse(errors)

    def server(self, *arguments):
        self.odoo("-d", self.database, *arguments, "--skip-auto-install", "--stop-after-init",
                  "--no-http")  # fmt: skip

    def query(self, text):
        code, said = self.run_program(os.environ["KPI_OKR_DATABASE"], "query", self.database, text)
        self.assertEqual(code, 0, said)
        return said

    def copy_of(self, template, name):
        self.database = f"{os.environ['KPI_OKR_SCRATCH']}{name}"
        tool = os.environ["KPI_OKR_DATABASE"]
        self.addCleanup(self.run_program, tool, "drop", self.database)
        code, said = self.run_program(tool, "copy", os.environ[template], self.database)
        self.assertEqual(code, 0, said)

    def install_upgrade_uninstall(self, *options):
        self.server("-i", "kpi_okr", *options)
        state = "SELECT state, demo FROM ir_module_module WHERE name = 'kpi_okr'"
        self.assertEqual(self.query(state), [f"installed\t{bool(options)}"])
        count = "SELECT count(*) FROM kpi_indicator"
        indicators = self.query(count)
        self.assertGreaterEqual(int(indicators[0]), 27)
        for _time in range(2):
            self.server("-u", "kpi_okr")
            self.assertEqual(self.query(count), indicators)
        indexes = "SELECT count(*) FROM pg_indexes WHERE indexname LIKE 'crm_lead_goal_%'"
        self.assertEqual(self.query(indexes), ["3"])
        self.uninstall(with_demo=bool(options))
        self.assertEqual(self.query(indexes), ["0"])
        self.assertEqual(self.query(state), [f"uninstalled\t{bool(options)}"])
        left = (
            "SELECT count(*) FROM information_schema.tables"
            " WHERE table_name ~ '^(goal|kpi|okr)_' AND table_schema = 'public'"
        )
        self.assertEqual(self.query(left), ["0"])
        if not options:
            names = "SELECT count(*) FROM ir_model_data WHERE module = 'kpi_okr'"
            self.assertEqual(self.query(names), ["0"])

    def test_without_demo(self):
        self.copy_of("KPI_OKR_BARE_TEMPLATE", "bare")
        self.install_upgrade_uninstall()

    def test_with_demo(self):
        self.copy_of("KPI_OKR_DEMO_TEMPLATE", "demo")
        self.install_upgrade_uninstall("--with-demo")
