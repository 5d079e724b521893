from odoo import models

from .goal_appraisal_part import KINDS, MEASURED

SIDES = "self", "manager"


class GoalAppraisal(models.Model):
    """The final figure in words: each part, what it weighs, and what is missing."""

    _inherit = "goal.appraisal"

    def _explain(self, outcome):
        """The way of the final figure for the screen and the report, in the reader's language.

        Returns ``{"final", "rows", "words", "missing", "lowest", "highest"}``: texts, with the
        numbers they are made of; nothing is left to compute.
        """
        self.ensure_one()
        template = self.template_id.sudo()
        parts = outcome.parts or []
        rows = [self._explain_part(part, template, outcome) for part in parts if part["weight"]]
        lowest, highest = template._scale() if template.level_ids else (0.0, 1.0)
        return {
            "final": outcome.final,
            "final_text": _mark(outcome.final),
            "rows": rows,
            "words": self._explain_words(outcome, rows),
            "missing": self._explain_missing(rows),
            "lowest": lowest,
            "highest": highest,
            "proposed": outcome.proposed_band_id.sudo().name or "",
            "decided": outcome.decided_band_id.sudo().name or "",
        }

    def _explain_part(self, part, template, outcome):
        kind, mark = part["kind"], part["mark"]
        return {
            "kind": kind,
            "label": self._part_label(kind),
            "mark": mark,
            "mark_text": _mark(mark),
            "weight": part["weight"],
            "weight_text": f"{part['weight']:g}",
            "share": part["share"],
            "share_text": _percent(part["share"]),
            "note": self._explain_note(part, template, outcome),
        }

    def _part_label(self, kind):
        if kind == "folded":
            return self.env._("Small groups")
        labels = dict(
            self.env["goal.appraisal.part"]._fields["kind"]._description_selection(self.env)
        )
        return labels[kind]

    def _explain_note(self, part, template, outcome):
        kind = part["kind"]
        if kind in MEASURED:
            score = outcome[f"{kind}_score"]
            if score is None:
                return self.env._("no cycle with a score ends in these months")
            of_template = template.part_ids.filtered(lambda p: p.kind == kind)
            lowest, highest = template._scale()
            return self.env._(
                "score %(score)s; %(zero)s is a %(lowest)s, %(full)s a %(highest)s",
                score=_percent(score, 1),
                zero=_percent(of_template.zero_at),
                lowest=f"{lowest:g}",
                full=_percent(of_template.full_at),
                highest=f"{highest:g}",
            )
        if kind == "self" and part["mark"] is None and not self.employee_visible:
            return self.env._("not visible yet")
        if kind in SIDES:
            return self.env._("not rated") if part["mark"] is None else ""
        if kind == "folded":
            labels = ", ".join(self._part_label(group) for group in part["groups"])
            return self.env._(
                "%(groups)s: %(count)s raters together", groups=labels, count=part["raters"]
            )
        if part["mark"] is None:
            if not self.feedback_closed_at:
                return self.env._("the feedback is being collected")
            return self.env._("fewer than three raters")
        return self.env._("%(count)s raters", count=part["raters"])

    def _explain_words(self, outcome, rows):
        used = [row for row in rows if row["share"]]
        if not used:
            return self.env._("There is no figure yet: no part has a mark.")
        terms = " + ".join(
            self.env._(
                "%(part)s %(mark)s × %(share)s",
                part=row["label"],
                mark=row["mark_text"],
                share=row["share_text"],
            )
            for row in used
        )
        return self.env._("%(final)s = %(terms)s", final=_mark(outcome.final), terms=terms)

    def _explain_missing(self, rows):
        missing = [row["label"] for row in rows if row["mark"] is None]
        if not missing or len(missing) == len(rows):
            return ""
        return self.env._(
            "Without a mark: %(parts)s. The weights of the other parts are scaled up to 100 %%.",
            parts=", ".join(missing),
        )


def _mark(value):
    return "–" if value is None else f"{value:.2f}"


def _percent(fraction, digits=0):
    text = f"{100 * fraction:.{digits}f}"
    return f"{(text.rstrip('0').rstrip('.') if digits else text)} %"


assert set(SIDES) < {kind for kind, _label in KINDS}
