from odoo import fields
from odoo.fields import Domain
from odoo.tools import SQL


class PrivateOne2many(fields.One2many):
    """A one2many whose lines are searched with the rights of who searches, in every domain.

    The ORM looks past the rules where a domain only asks whether there are lines (``!= False``)
    or names their ids: enough to count, one by one, what nobody may know of.
    """

    def condition_to_sql(self, field_expr, operator, value, model, alias, query):
        """``in`` and ``not in`` as ``any`` and ``not any``, which keep to the rules."""
        condition = super().condition_to_sql
        if operator not in ("in", "not in") or isinstance(value, SQL):
            return condition(field_expr, operator, value, model, alias, query)
        has, has_not = ("any", "not any") if operator == "in" else ("not any", "any")
        parts = []
        if ids := [number for number in value if number]:
            named = Domain("id", "in", ids).optimize_full(model.env[self.comodel_name])
            parts.append(condition(field_expr, has, named, model, alias, query))
        if len(ids) < len(value):
            parts.append(condition(field_expr, has_not, Domain.TRUE, model, alias, query))
        return SQL("(%s)", SQL(" OR " if operator == "in" else " AND ").join(parts))
