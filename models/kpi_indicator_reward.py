from odoo import api, models
from odoo.exceptions import ValidationError

UNPAID = "okr.", "goal.check.in", "goal.appraisal"


class KpiIndicator(models.Model):
    """Only KPIs are paid: a rewarded indicator reads no objective and no key result, not through
    its domain, its fields or the formulas it is made of."""

    _inherit = "kpi.indicator"

    @api.constrains(
        "rewarded",
        "source",
        "formula",
        "code",
        "model_id",
        "domain",
        "value_field",
        "since_field",
        "date_field",
        "owner_path",
        "team_path",
        "department_path",
        "company_path",
    )
    def _check_rewarded(self):
        library = self.sudo().with_context(active_test=False).search([("code", "!=", False)])
        by_code = library.grouped("code")
        touched = set(self.sudo().ids)
        for paid in library.filtered("rewarded"):
            parts = paid._parts(by_code)
            if not touched & set(parts.ids):
                continue
            for part in parts:
                if part._reads_unpaid():
                    raise ValidationError(
                        self.env._(
                            (
                                "%(name)s is rewarded, but %(part)s counts objectives, "
                                "check-ins or appraisals: these are never paid."
                            ),
                            name=paid.name,
                            part=part.name,
                        )
                    )

    def _parts(self, by_code):
        """This indicator and all that its formula is made of, at any depth."""
        self.ensure_one()
        parts, todo = self, self
        while todo:
            codes = set().union(*(indicator._codes() for indicator in todo))
            todo = self.union(*(by_code.get(code, self.browse()) for code in codes)) - parts
            parts |= todo
        return parts

    def _reads_unpaid(self):
        """Whether records of objectives are counted, or read on the way to what is counted."""
        self.ensure_one()
        if self.source != "records" or self.model_name not in self.env:
            return False
        read = {self.model_name}
        try:
            paths = self._paths_read()
        except (ValueError, KeyError, TypeError):
            paths = ()
        for path in paths:
            read.update(_models_on(self.env[self.model_name], path.split(".")))
        return any(name.startswith(UNPAID) for name in read)


def _models_on(model, names):
    """The models that a path of field names goes through, by way of related fields, too."""
    for name in names:
        field = model._fields.get(name)
        if field is None:
            return
        if field.related:
            yield from _models_on(model, field.related.split("."))
        if not field.relational:
            return
        yield field.comodel_name
        model = model.env[field.comodel_name]
