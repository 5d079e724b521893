from odoo import api, models


class OkrObjective(models.Model):
    """The map of alignment."""

    _inherit = "okr.objective"

    @api.model
    @api.readonly
    def hierarchy_read(self, domain, specification, parent_field, child_field=None, order=None):
        """What the map shows; an objective below one that the user can't read is a top of it."""
        specification.setdefault(parent_field, {"fields": {"display_name": {}}})
        found = self.search(domain, limit=2)
        hidden = found[parent_field] - found[parent_field]._filtered_access("read")
        if len(found) == 1 and hidden:
            below = self.search([(parent_field, "=", found.id)], order=order)
            rows = (found | below).web_read(specification)
        else:
            rows = super().hierarchy_read(domain, specification, parent_field, child_field, order)
        parents = self.browse([row[parent_field]["id"] for row in rows if row[parent_field]])
        readable = parents._filtered_access("read")._ids
        for row in rows:
            if row[parent_field] and row[parent_field]["id"] not in readable:
                row[parent_field] = False
        return rows
