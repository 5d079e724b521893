"""Tries every operation on every model as a role, and compares with what the matrix allows."""

from odoo.tools import SQL

OPERATIONS = {"C": "create", "R": "read", "W": "write", "U": "unlink"}


class AccessMatrix:
    """Mixed into a ``GoalHttpCase``.

    ``matrix``: {role: {key: letters of what is allowed}}, a role being the name of an attribute
    and, if wanted, more words; ``models``: {key: model}, wizards' keys begin with w; ``tables``:
    what a denied attempt may not change. The class gives ``records_of`` {key: record},
    ``create_vals(key, user)``, ``write_vals(key)`` and ``wizard_vals(key, user)``.
    """

    matrix, models, tables = {}, {}, ()

    def wizard_vals(self, key, user):
        return self.create_vals(key, user)

    def snapshot(self):
        """A digest of everything the module stores."""
        self.env.flush_all()
        query = SQL(" UNION ALL ").join(
            SQL(
                "SELECT md5(coalesce(string_agg(t::text, '|' ORDER BY id), '')) FROM %s t",
                SQL.identifier(table),
            )
            for table in self.tables
        )
        return self.env.execute_query(query)

    def role_user(self, role):
        name = role.split()[0]
        return None if name == "public" else getattr(self, name)

    def record_for(self, key, user):
        """The record to try on; of wizards one of the user's own, where the user has any."""
        if key in self.records_of:
            return self.records_of[key]
        maker = user.user_id if user and user._name == "hr.employee" else user
        wizard = self.env[self.models[key]].sudo()
        if maker:
            wizard = wizard.with_user(maker).sudo()
        return wizard.create(self.wizard_vals(key, user))

    def attempt(self, key, operation, user, record):
        model = self.models[key]
        match operation:
            case "C":
                return self.json2(user, model, "create", vals_list=[self.create_vals(key, user)])
            case "R":
                fields = ["id", "create_date"]
                if not (record._log_access and record._auto):
                    fields = ["id", "lead_id"]
                return self.json2(user, model, "read", record.ids, fields=fields)
            case "W":
                return self.json2(user, model, "write", record.ids, vals=self.write_vals(key))
            case _:
                return self.json2(user, model, "unlink", record.ids)

    def check_role(self, role):
        user, expected = self.role_user(role), self.matrix[role]
        if user:
            self.api_key(user)
        wrong = []
        for key in self.models:
            for operation, verb in OPERATIONS.items():
                savepoint = self.env.cr.savepoint()
                record = self.record_for(key, user)
                before = self.snapshot()
                status, answer = self.attempt(key, operation, user, record)
                answer = answer["message"] if status != 200 else answer
                allowed = operation in expected.get(key, "")
                right = (200,) if allowed else (401,) if user is None else (403,)
                if status not in right:
                    wrong.append(f"{key} {verb}: {status} {answer}")
                if not allowed and self.snapshot() != before:
                    wrong.append(f"{key} {verb}: something was stored")
                if allowed and operation != "R" and (self.snapshot() == before) and (key[0] != "w"):
                    wrong.append(f"{key} {verb}: nothing was stored")
                savepoint.rollback()
                savepoint.close(rollback=False)
                self.env.invalidate_all(flush=False)
        self.assertEqual("\n".join(wrong), "", role)
