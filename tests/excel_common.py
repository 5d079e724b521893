"""Builds workbooks as a user and reads them back with another library than the one that wrote
them."""

import os
import shutil
import subprocess
import tempfile
import unittest
import warnings
from io import BytesIO
from pathlib import Path

import openpyxl

from odoo.fields import Domain

HEADER = 3
ALL_SHEETS = ["check_ins", "deals", "objectives", "pages", "scorecards", "summary"]


class ExcelFactories:
    """Mixed into a ``GoalCase``."""

    def options(self, cards=None, objectives=None, sheets=("scorecards",), title="Results"):
        """What the dialog hands over; None is nothing of that kind, a recordset these records."""

        def domain(records):
            return list(Domain.FALSE if records is None else Domain("id", "in", records.ids))

        return {
            "title": title,
            "scope": "chosen by a test",
            "card_domain": domain(cards),
            "objective_domain": domain(objectives),
            "sheets": list(sheets),
        }

    def build(self, user, options, lang="en_US", **kwargs):
        """The workbook of ``options`` as ``user`` gets it, as bytes."""
        user = user.user_id if user._name == "hr.employee" else user
        excel = self.as_user(self.env["goal.excel"], user).with_context(lang=lang)
        self.env.flush_all()
        self.env.invalidate_all()
        return excel._content(options, **kwargs)

    @staticmethod
    def opened(content, values=True):
        """The workbook; with ``values`` what was cached, else formulas."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return openpyxl.load_workbook(BytesIO(content), data_only=values)

    @staticmethod
    def rows(sheet):
        """The rows of a table as dicts by column title; the two rows above are its heading."""
        lines = list(sheet.iter_rows(min_row=HEADER, values_only=True))
        heads = lines[0]
        return [
            {head: None if cell == "" else cell for head, cell in zip(heads, line, strict=True)}
            for line in lines[1:]
            if any(cell is not None for cell in line)
        ]

    @staticmethod
    def texts(workbook):
        """Every text of a workbook, hidden cells and sheets included."""
        return {
            cell
            for sheet in workbook
            for row in sheet.iter_rows(values_only=True)
            for cell in row
            if isinstance(cell, str)
        }

    def recalculate(self, content, change=None):
        """What LibreOffice makes of a workbook whose cached values are thrown away.

        :param change: called with the workbook before, to play "what if"
        """
        soffice = os.environ.get("KPI_OKR_SOFFICE") or shutil.which("soffice")
        if not soffice:
            raise unittest.SkipTest("allowed: no LibreOffice, which dev/test brings")
        workbook = self.opened(content, values=False)
        if change:
            change(workbook)
        with tempfile.TemporaryDirectory() as folder:
            source, result = Path(folder) / "in.xlsx", Path(folder) / "out"
            workbook.save(source)
            subprocess.run(
                [
                    soffice,
                    "--headless",
                    f"-env:UserInstallation=file://{folder}/profile",
                    "--convert-to",
                    "xlsx",
                    "--outdir",
                    str(result),
                    str(source),
                ],
                check=True,
                capture_output=True,
                timeout=300,
                env={**os.environ, "HOME": folder},
            )
            return self.opened((result / "in.xlsx").read_bytes())

    def assert_recalculates(self, content, at_least):
        """Every formula gives the figure that came with it; ``at_least`` so many were looked at."""
        formulas, cached = self.opened(content, values=False), self.opened(content)
        computed = self.recalculate(content)
        seen = 0
        for sheet in formulas:
            for row in sheet.iter_rows():
                for cell in row:
                    if cell.data_type != "f":
                        continue
                    seen += 1
                    where = f"{sheet.title}!{cell.coordinate} {cell.value}"
                    self.assert_same_figure(
                        computed[sheet.title][cell.coordinate].value,
                        cached[sheet.title][cell.coordinate].value,
                        where,
                    )
        self.assertGreaterEqual(seen, at_least)

    def assert_same_figure(self, one, other, where=""):
        one, other = (None if value == "" else value for value in (one, other))
        if isinstance(one, int | float) and isinstance(other, int | float):
            self.assertAlmostEqual(one, other, delta=1e-09 * max(1, abs(other)), msg=where)
        else:
            self.assertEqual(one, other, where)
