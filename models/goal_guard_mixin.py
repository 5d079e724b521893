from odoo import api, models
from odoo.exceptions import AccessError


class GoalGuardMixin(models.AbstractModel):
    """Fields that only the engine and the buttons write.

    A readonly field is so in forms only: create() and write() take a value for it, and a
    default may come from a forged context or from the user's own defaults. A model calls
    ``_refuse_guarded`` in both; the engine and the buttons go past them.
    """

    _name = "goal.guard.mixin"
    _description = "Guard of Computed Figures"

    @api.model
    def _guarded_fields(self):
        """The names refused: here the stored fields that follow from other ones."""
        return {
            name
            for name, field in self._fields.items()
            if field.store and field.readonly and (field.compute or field.related)
        }

    @api.model
    def default_get(self, fields):
        defaults = super().default_get(fields)
        for name in self._guarded_fields() & defaults.keys():
            if default := self._fields[name].default:
                defaults[name] = default(self)
            else:
                del defaults[name]
        return defaults

    def _refuse_guarded(self, vals):
        if refused := self._guarded_fields() & vals.keys():
            raise AccessError(
                self.env._(
                    "Only the engine writes figures, scores and what follows from them: %s.",
                    ", ".join(sorted(refused)),
                )
            )
