"""The company of ``common.py``, reached over real HTTP."""

from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, tagged

from .common import GoalCase


@tagged("post_install", "-at_install")
class GoalHttpCase(GoalCase, HttpCase):
    """Calls over real HTTP, each with the API key of a user."""

    def setUp(self):
        super().setUp()
        self._keys = {}

    def api_key(self, user):
        """An API key of ``user``, an employee or a user; made once for each in a test."""
        user = user.user_id if user._name == "hr.employee" else user
        if user.id not in self._keys:
            keys = self.env["res.users.apikeys"].with_user(user).sudo()
            tomorrow = fields.Datetime.now() + timedelta(days=1)
            self._keys[user.id] = keys._generate(None, "tests", tomorrow)
        return self._keys[user.id]

    def json2(self, user, model, method, ids=None, **params):
        """(HTTP status, decoded answer) of ``/json/2/<model>/<method>`` as ``user``.

        ``user`` is a user, an employee or None for nobody logged in. The context may be given.
        """
        headers = {"Authorization": f"bearer {self.api_key(user)}"} if user else {}
        body = params if ids is None else {"ids": list(ids), **params}
        self.env.flush_all()
        self.env.invalidate_all()  # or the request would read what the test has read
        response = self.url_open(f"/json/2/{model}/{method}", headers=headers, json=body)
        self.env.invalidate_all()
        return response.status_code, response.json()
