import re

import psycopg2

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import float_round

MAX_ROWS = 10_000
VALUE_DIGITS = 6
OWNER_KEYS = {
    "employee": "employee_id",
    "team": "team_id",
    "department": "department_id",
}
ROW_KEYS = {"key", "indicator", "date", "value", "note", *OWNER_KEYS, *OWNER_KEYS.values()}
ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


class KpiValue(models.Model):
    """The way in for other systems."""

    _inherit = "kpi.value"

    @api.model
    def push(self, rows, company_id=None):
        """Store many figures at once; pushing the same rows again changes nothing.

        :param rows: a list of objects with

            - ``key``: the figure's name in the pushing system, unique with the indicator
            - ``indicator``: the code of a manual indicator
            - ``date``: ``"YYYY-MM-DD"``, the company's local date
            - ``value``: a finite number; percent as a fraction, money in the company's currency
            - at most one owner: ``employee`` (work e-mail) or ``employee_id``, ``team`` (name)
              or ``team_id``, ``department`` (name) or ``department_id``; none: the company
            - ``note``: text, optional
        :param company_id: the company the figures belong to; default: the user's
        :returns: ``{"created": n, "updated": n, "unchanged": n, "errors": [{"row": number from
            1, "key": key, "error": text}]}``; of a row in error nothing is stored

        The rights are those of the calling user.
        """
        if not isinstance(rows, list) or len(rows) > MAX_ROWS:
            raise UserError(self.env._("Push a list of at most %(number)s rows.", number=MAX_ROWS))
        self.check_access("create")
        company = self.env["res.company"].browse(company_id) if company_id else self.env.company
        if company not in self.env.companies and company not in self.env.user.company_ids:
            raise AccessError(self.env._("You can't push figures of that company."))
        values = self.with_company(company).with_context(allowed_company_ids=[company.id])
        return values._push(rows, company)

    def _push(self, rows, company):
        lookup = PushLookup(self, rows, company)
        errors, todo, seen = [], [], set()
        for number, row in enumerate(rows, start=1):
            try:
                vals = lookup.vals(row)
                name = (vals["indicator_id"], vals["external_key"])
                if name in seen:
                    raise ValueError(self.env._("the key appears twice in this push"))
                seen.add(name)
                todo.append((number, vals))
            except (ValueError, TypeError, KeyError) as error:
                key = row.get("key") if isinstance(row, dict) else None
                errors.append({"row": number, "key": key, "error": str(error)})
        existing = lookup.existing([vals for _number, vals in todo])
        counts = {"created": 0, "updated": 0, "unchanged": 0}
        new = [
            (number, vals)
            for number, vals in todo
            if (vals["indicator_id"], vals["external_key"]) not in existing
        ]
        counts["created"] = self._store_rows(new, errors)
        for number, vals in todo:
            value = existing.get((vals["indicator_id"], vals["external_key"]))
            if not value:
                continue
            changed = value._changed(vals)
            if not changed:
                counts["unchanged"] += 1
            else:
                counts["updated"] += self._store_row(
                    number, vals, errors, lambda value=value, changed=changed: value.write(changed)
                )
        return counts | {"errors": sorted(errors, key=lambda error: error["row"])}

    def _store_rows(self, numbered, errors):
        """Create all rows together; where that fails, one by one, so that only the bad ones
        are left out. Returns how many were stored."""
        if not numbered:
            return 0
        try:
            with self.env.cr.savepoint():
                self.create([vals for _number, vals in numbered])
            return len(numbered)
        except (UserError, ValidationError, AccessError, psycopg2.IntegrityError):
            if len(numbered) == 1:
                number, vals = numbered[0]
                return self._store_row(number, vals, errors, lambda: self.create([vals]))
        half = len(numbered) // 2
        return self._store_rows(numbered[:half], errors) + self._store_rows(numbered[half:], errors)

    def _store_row(self, number, vals, errors, store):
        try:
            with self.env.cr.savepoint():
                store()
            return 1
        except (UserError, ValidationError, AccessError) as error:
            message = error.args[0] if error.args else str(error)
        except psycopg2.IntegrityError:
            message = self.env._("the row breaks a rule of the database")
        errors.append({"row": number, "key": vals["external_key"], "error": str(message)})
        return 0

    def _changed(self, vals):
        """The part of ``vals`` that differs from what is stored."""
        self.ensure_one()
        stored = {
            name: field.id if isinstance(field := self[name], models.BaseModel) else field
            for name in vals
        }
        return {
            name: value
            for name, value in vals.items()
            if (stored[name] or False) != (value or False)
        }


class PushLookup:
    """Reads what the rows of one push refer to, in a query per kind of thing."""

    def __init__(self, values, rows, company):
        self.env = values.env
        self.company = company
        rows = [row for row in rows if isinstance(row, dict)]
        self.indicators = self._indicators(rows)
        self.owners = {
            "employee": self._owners(rows, "employee", "hr.employee", "work_email"),
            "team": self._owners(rows, "team", "crm.team", "name"),
            "department": self._owners(rows, "department", "hr.department", "name"),
        }

    def vals(self, row):
        """The values of a figure; ValueError says what is wrong with the row."""
        if not isinstance(row, dict):
            raise ValueError(self.env._("a row is an object"))
        if unknown := row.keys() - ROW_KEYS:
            raise ValueError(self.env._("unknown: %s", ", ".join(sorted(map(str, unknown)))))
        key = row.get("key")
        if not isinstance(key, str) or not key.strip():
            raise ValueError(self.env._("the key is missing"))
        note = row.get("note") or ""
        if not isinstance(note, str):
            raise ValueError(self.env._("the note must be text"))
        if "\0" in key + note:
            raise ValueError(self.env._("text can't hold the character zero"))
        indicator = self.indicators.get(row.get("indicator"))
        if not indicator:
            raise ValueError(
                self.env._("no manual indicator has the code %s", row.get("indicator"))
            )
        return {
            "external_key": key,
            "indicator_id": indicator.id,
            "date": self._date(row.get("date")),
            "value": self._value(row.get("value")),
            "note": note or False,
            "company_id": self.company.id,
            **self._owner(row),
        }

    def existing(self, vals_list):
        """{(indicator id, key): stored figure} among the keys of ``vals_list``."""
        found = self.env["kpi.value"].search(
            [
                ("company_id", "=", self.company.id),
                ("indicator_id", "in", list({vals["indicator_id"] for vals in vals_list})),
                ("external_key", "in", [vals["external_key"] for vals in vals_list]),
            ]
        )
        return {(value.indicator_id.id, value.external_key): value for value in found}

    def _indicators(self, rows):
        codes = {row.get("indicator") for row in rows if isinstance(row.get("indicator"), str)}
        found = self.env["kpi.indicator"].search(
            [
                ("code", "in", list(codes)),
                ("source", "=", "manual"),
                ("company_id", "in", [False, self.company.id]),
            ]
        )
        return {i.code: i for i in found.sorted(lambda i: bool(i.company_id))}

    def _owners(self, rows, name, model, field):
        wanted = {row[name] for row in rows if isinstance(row.get(name), str)}
        ids = {row[OWNER_KEYS[name]] for row in rows if type(row.get(OWNER_KEYS[name])) is int}
        domain = [
            "&", ("company_id", "in", [False, self.company.id]),
            "|", (field, "in", list(wanted)), ("id", "in", list(ids)),
        ]  # fmt: skip
        found = {}
        for record in self.env[model].search(domain):
            found.setdefault(record[field], []).append(record.id)
            found[record.id] = [record.id]
        return found

    def _owner(self, row):
        given = [
            (kind, name, row[name])
            for kind, field in OWNER_KEYS.items()
            for name in (kind, field)
            if row.get(name) not in (None, False)
        ]
        if not given:
            return {"owner_type": "company"}
        if len(given) > 1:
            raise ValueError(self.env._("name one owner, not several"))
        kind, name, value = given[0]
        ids = self.owners[kind].get(value, []) if type(value) in (str, int) else []
        if len(ids) != 1:
            raise ValueError(
                self.env._("%(count)s match %(name)s “%(value)s”",
                           count=len(ids), name=name, value=value)
            )  # fmt: skip
        return {"owner_type": kind, OWNER_KEYS[kind]: ids[0]}

    def _date(self, text):
        if not isinstance(text, str) or not ISO_DATE.fullmatch(text):
            raise ValueError(self.env._("the date must be YYYY-MM-DD"))
        return fields.Date.to_date(text)

    def _value(self, value):
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise ValueError(self.env._("the value must be a number"))
        if value != value or abs(value) > 1e15:
            raise ValueError(self.env._("the value is out of range"))
        # As it is stored, so that the same figure again is no change.
        return float_round(value, precision_digits=VALUE_DIGITS)
