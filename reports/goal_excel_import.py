from io import BytesIO

from odoo import fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import float_round

from .excel.results import Results, Selection
from .excel.results_cards import OWNER_COLUMN, near
from .excel.template import MAX_TEMPLATE_ROWS, Content, FigureRow, TargetRow, build_template
from .excel.upload import Problem, TooLarge, Unreadable, as_date, as_number, mark, read_upload

# As kpi.value stores them; more digits would look like a change each time.
VALUE_DIGITS = 6
NOTHING = Selection("", "", [[0, "=", 1]], [[0, "=", 1]], [])


class GoalExcelImport(models.AbstractModel):
    """Targets and manual figures, out in a workbook and back, with the rights of the user."""

    _name = "goal.excel.import"
    _description = "Import from Excel"

    def _template(self, cycles):
        """The workbook to fill in, as bytes: what the user may set in ``cycles``."""
        buffer = BytesIO()
        build_template(self.env, self._locale(), self._content(cycles), buffer)
        return buffer.getvalue()

    def _locale(self):
        return Results(self.env, NOTHING).locale

    def _content(self, cycles):
        cycles = cycles.filtered(lambda cycle: cycle.state != "closed")
        if not cycles:
            raise UserError(self.env._("Choose a cycle that is not closed."))
        lines = self.env["kpi.scorecard.line"].search(
            [("cycle_id", "in", cycles.ids)], limit=MAX_TEMPLATE_ROWS + 1
        )
        if len(lines) > MAX_TEMPLATE_ROWS:
            raise UserError(
                self.env._("These are more than %s lines; choose fewer cycles.", MAX_TEMPLATE_ROWS)
            )
        locale = self._locale()
        lines = lines.sorted(lambda ln: (ln.owner_name or "", ln.date_start, ln.sequence, ln.id))
        owners, kpis = self._owners(), self._kpis()
        return Content(
            self.env.lang or "en_US",
            [self._target_row(line, locale) for line in lines._filtered_access("write")],
            self._figure_rows(lines, owners, kpis, locale),
            owners,
            kpis,
            min(cycles.mapped("date_start")),
            max(cycles.mapped("date_end")),
        )

    def _target_row(self, line, locale):
        return TargetRow(
            line.id,
            line.owner_name,
            line.cycle_id.name,
            line.name,
            line.state == "open",
            line.target,
            locale.number(line.unit, line.digits, line.currency_id.id),
        )

    def _figure_rows(self, lines, owners, kpis, locale):
        """A row ready to fill in for each manual KPI that the user may enter figures of."""
        owner_labels = {key: label for label, key in owners}
        kpi_labels = {key: label for label, key in kpis}
        rows = []
        for line in lines.filtered(lambda ln: ln.source == "manual" and ln.state == "open"):
            card = line.scorecard_id
            owner = owner_labels.get(_owner_key(card.owner_type, card._owner_record().id))
            kpi = kpi_labels.get(line.indicator_id.code)
            if owner and kpi:
                # sudo: only the company's time zone is taken.
                today = card.company_id.sudo()._goal_today()
                day = min(max(today, card.date_start), card.date_end)
                number = locale.number(line.unit, line.digits, line.currency_id.id)
                rows.append(FigureRow(owner, kpi, day, number))
        return rows

    def _owners(self):
        """[(label, key)] of whom the user may enter figures for."""
        user = self.env.user
        # sudo: the names of owners within the reach that the next lines work out; whether a figure
        # may be stored is checked by the rules when it is.
        Employee, Team, Department = (
            self.env[name].sudo() for name in ("hr.employee", "crm.team", "hr.department")
        )
        company = [("company_id", "in", [False, self.env.company.id])]
        if user.has_group("kpi_okr.group_goal_officer"):
            employees, teams = Employee.search(company), Team.search(company)
            departments = Department.search(company)
            companies = self.env.company
        else:
            reach = set(user.sudo().employee_ids.ids) | set(user._goal_managed_employee_ids())
            employees = Employee.search([("id", "in", list(reach)), *company])
            departments = Department.search([("manager_id", "in", list(reach)), *company])
            leaders = Employee.browse(reach).user_id
            teams = Team.search([("user_id", "in", leaders.ids), *company])
            companies = self.env["res.company"]
        found = []
        for kind, records in (
            ("employee", employees),
            ("team", teams),
            ("department", departments),
            ("company", companies),
        ):
            found += [(record.display_name, _owner_key(kind, record.id)) for record in records]
        return _unique(found)

    def _kpis(self):
        """[(label, code)] of the KPIs that are entered by hand."""
        found = self.env["kpi.indicator"].search(
            [("source", "=", "manual"), ("company_id", "in", [False, self.env.company.id])]
        )
        return _unique([(indicator.name, indicator.code) for indicator in found])

    def _preview(self, content):
        """What the file would change, and what is wrong with it; nothing is stored.

        :returns: {"changes": [dict], "unchanged": number, "problems": [``Problem``]}
        """
        upload = self._read(content)
        changes, unchanged, problems = [], 0, []
        for check in (self._check_targets, self._check_figures):
            found, same, wrong = check(upload)
            changes += found
            unchanged += same
            problems += wrong
        if not problems:
            problems = self._try(changes, keep=False)
        return {"changes": changes, "unchanged": unchanged, "problems": problems}

    def _apply(self, content):
        """Store what the file changes, all of it or, where a row is wrong, nothing.

        :returns: as ``_preview``
        """
        preview = self._preview(content)
        if not preview["problems"]:
            preview["problems"] = self._try(preview["changes"], keep=True)
        return preview

    def _marked(self, content, problems):
        """A copy of the file that shows the problems in their cells."""
        heads = self.env._("Sheet"), self.env._("Cell"), self.env._("What is wrong")
        return mark(content, problems, self.env._("To correct"), heads)

    def _read(self, content):
        try:
            return read_upload(content)
        except TooLarge as error:
            raise UserError(self.env._("The file is larger than a template can be.")) from error
        except Unreadable as error:
            raise UserError(
                self.env._("This is not a workbook that Odoo gave out. Download the template here.")
            ) from error

    def _check_targets(self, upload):
        changes, same, problems, seen = [], 0, [], set()
        rows = [row for row in upload.targets if row.cells.get("new_target") not in (None, "")]
        ids = {row.cells["key"] for row in rows if type(row.cells.get("key")) is int}
        lines = self.env["kpi.scorecard.line"].search([("id", "in", list(ids))])
        writable = set(lines._filtered_access("write")._ids)
        by_id = {line.id: line for line in lines.with_context(lang=upload.lang)}
        for row in rows:
            line = by_id.get(row.cells.get("key"))
            cell, message = self._wrong_target(row, line, writable, seen)
            if message:
                problems.append(Problem(row.sheet, row.where.get(cell, ""), message))
                continue
            seen.add(line.id)
            target = as_number(row.cells["new_target"])
            if near(target, line.target):
                same += 1
            else:
                changes.append(
                    {
                        "kind": "target",
                        "sheet": row.sheet,
                        "cell": row.where["new_target"],
                        "record": line.id,
                        "what": line.display_name,
                        "old": line.target,
                        "new": target,
                        "reason": str(row.cells.get("reason") or ""),
                        "unit": line.unit,
                        "digits": line.digits,
                    }
                )
        return changes, same, problems

    def _wrong_target(self, row, line, writable, seen):
        """(key of the cell, what is wrong with it), both None for a good row."""
        if not line:
            return "owner", self.env._("This line is not there any more, or you may not see it.")
        if line.id in seen:
            return "new_target", self.env._("This line appears twice.")
        given = {"owner": line.owner_name, "cycle": line.cycle_id.name, "kpi": line.name}
        for key, value in given.items():
            if str(row.cells.get(key) or "") != (value or "").strip():
                return key, self.env._("The row was about %s: its cells were mixed up.", value)
        if line.state == "closed":
            return "new_target", self.env._("The cycle is closed.")
        if line.id not in writable:
            return "new_target", self.env._("You may not set this target.")
        target, known = as_number(row.cells["new_target"]), as_number(row.cells.get("target"))
        if target is None:
            return "new_target", self.env._("This is not a number.")
        if near(target, line.target):
            return None, None
        if not near(known, line.target):
            return "target", self.env._(
                "The target was changed meanwhile: it is %s now.", line.target
            )
        if line.state == "open" and (not row.cells.get("reason")):
            return "reason", self.env._("The cycle is open: say why the target changes.")
        return None, None

    def _check_figures(self, upload):
        changes, same, problems, seen = [], 0, [], {}
        rows = [row for row in upload.figures if row.cells.get("value") not in (None, "")]
        codes = self._codes(upload)
        for row in rows:
            cell, message, vals = self._figure(row, upload, codes)
            if not message and vals["key"] in seen:
                cell = "value"
                message = self.env._("The same figure as in row %s.", seen[vals["key"]])
            if message:
                problems.append(Problem(row.sheet, row.where.get(cell, ""), message))
                continue
            seen[vals["key"]] = row.number
            changes.append(
                {
                    "kind": "figure",
                    "sheet": row.sheet,
                    "cell": row.where["value"],
                    "row": {**vals, "key": vals["key"][1]},
                    "what": f"{row.cells['kpi']} · {row.cells['owner']} · {vals['date']}",
                    "old": None,
                    "new": vals["value"],
                    "reason": vals["note"],
                    "unit": codes[vals["indicator"]].unit,
                    "digits": codes[vals["indicator"]].digits,
                }
            )
        known = self._known(changes, codes)
        kept = []
        for change in changes:
            value = known.get((change["row"]["indicator"], change["row"]["key"]))
            change["old"] = value and value.value
            if (
                value
                and near(value.value, change["new"])
                and ((value.note or "") == change["reason"])
            ):
                same += 1
            else:
                kept.append(change)
        return kept, same, problems

    def _codes(self, upload):
        indicators = self.env["kpi.indicator"].search(
            [
                ("code", "in", list(upload.kpis.values())),
                ("source", "=", "manual"),
                ("company_id", "in", [False, self.env.company.id]),
            ]
        )
        return {indicator.code: indicator for indicator in indicators.sorted("company_id")}

    def _figure(self, row, upload, codes):
        """(key of the wrong cell, what is wrong, values for ``kpi.value.push``)"""
        owner = upload.owners.get(str(row.cells.get("owner") or ""))
        if not owner:
            return "owner", self.env._("Choose the owner from the list."), None
        code = upload.kpis.get(str(row.cells.get("kpi") or ""))
        if code not in codes:
            return "kpi", self.env._("Choose the KPI from the list."), None
        day = as_date(row.cells.get("date"))
        if not day:
            return "date", self.env._("This is not a date."), None
        value = as_number(row.cells["value"])
        if value is None:
            return "value", self.env._("This is not a number."), None
        kind, _separator, record = owner.partition(":")
        if not record.isdigit() or kind not in (*OWNER_COLUMN, "company"):
            return "owner", self.env._("Choose the owner from the list."), None
        vals = {
            "key": (code, f"xlsx:{owner}:{day.isoformat()}"),
            "indicator": code,
            "date": fields.Date.to_string(day),
            "value": float_round(value, precision_digits=VALUE_DIGITS),
            "note": str(row.cells.get("note") or "").replace("\x00", ""),
        }
        if kind in OWNER_COLUMN:
            vals[OWNER_COLUMN[kind]] = int(record)
        return None, None, vals

    def _known(self, changes, codes):
        """{(code, key): stored figure}, as far as the user may read it."""
        found = self.env["kpi.value"].search(
            [
                ("company_id", "=", self.env.company.id),
                ("external_key", "in", [change["row"]["key"] for change in changes]),
                ("indicator_id", "in", [indicator.id for indicator in codes.values()]),
            ]
        )
        return {(value.indicator_id.code, value.external_key): value for value in found}

    def _try(self, changes, keep):
        """Store the changes; what can't be stored comes back as problems, and then, or where
        they are not to be kept, nothing is stored."""
        problems = []
        savepoint = self.env.cr.savepoint(flush=True)
        with savepoint:
            self._store_targets([c for c in changes if c["kind"] == "target"], problems)
            self._store_figures([c for c in changes if c["kind"] == "figure"], problems)
            self.env.flush_all()
            if problems or not keep:
                savepoint.rollback()
                self.env.invalidate_all(flush=False)
        return problems

    def _store_targets(self, changes, problems):
        Line = self.env["kpi.scorecard.line"].with_context(goal_refresh_later=True)
        for change in changes:
            vals = {"target": change["new"], "target_reason": change["reason"]}
            try:
                with self.env.cr.savepoint():
                    Line.browse(change["record"]).write(vals)
            except (UserError, AccessError, ValidationError) as error:
                problems.append(_problem(change, error.args[0]))
        lines = self.env["kpi.scorecard.line"].browse([change["record"] for change in changes])
        self.env["goal.engine"]._refresh_lines(lines)

    def _store_figures(self, changes, problems):
        if not changes:
            return
        result = self.env["kpi.value"].push(
            [change["row"] for change in changes], company_id=self.env.company.id
        )
        for error in result["errors"]:
            problems.append(_problem(changes[error["row"] - 1], error["error"]))


def _problem(change, message):
    return Problem(change["sheet"], change["cell"], str(message))


def _owner_key(kind, record_id):
    return f"{kind}:{record_id}"


def _unique(pairs):
    """The pairs by label, of which each is made to appear once."""
    seen, result = {}, []
    for label, key in sorted(pairs, key=lambda pair: (pair[0].casefold(), pair[1])):
        label = " ".join((label or "").split())
        seen[label] = seen.get(label, 0) + 1
        result.append((label if seen[label] == 1 else f"{label} ({seen[label]})", key))
    return result
