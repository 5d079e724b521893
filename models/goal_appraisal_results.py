from odoo import api, fields, models


class GoalAppraisal(models.Model):
    """What an appraisal shows of the goals of its span, live until it is done, then frozen."""

    _inherit = "goal.appraisal"

    @api.readonly
    def get_results(self):
        """The scorecards and objectives of the span by cycle, in the reader's language.

        A list with one dict for each appraisal: ``frozen``, ``as_of`` and ``cycles``, each with
        its ``scorecards`` (with lines) and ``objectives`` (with key results and their check-ins).
        Raises AccessError unless the user may read the appraisals.
        """
        self.check_access("read")
        lang = self.env.lang or "en_US"
        live = self.sudo().filtered(lambda a: not a.frozen)._results()
        answers = []
        for appraisal in self.sudo():
            stored = appraisal.frozen or live[appraisal.id]
            answers.append(_in_language(stored, lang) | {"frozen": bool(appraisal.frozen)})
        return answers

    def _freeze_results(self):
        results = self._results()
        for appraisal in self:
            appraisal._write_past_guard({"frozen": results[appraisal.id]})

    def _results(self):
        """{appraisal id: results}, names as {language: name} so that they can be kept."""
        goals = self._goals()
        cards = self.env["kpi.scorecard"].union(*(found["kpi"] for found in goals.values()))
        objectives = self.env["okr.objective"].union(*(found["okr"] for found in goals.values()))
        shown_cards = self._cards_data(cards)
        shown_objectives = self._objectives_data(objectives)
        now = fields.Datetime.to_string(fields.Datetime.now())
        results = {}
        for appraisal in self:
            found = goals[appraisal.id]
            cycles = (found["kpi"].cycle_id | found["okr"].cycle_id).sorted(
                lambda cycle: (cycle.date_end, cycle.date_start, cycle.id)
            )
            results[appraisal.id] = {
                "as_of": now,
                "cycles": [
                    {
                        "id": cycle.id,
                        "name": cycle.name,
                        "type": cycle.cycle_type,
                        "state": cycle.state,
                        "scorecards": [
                            shown_cards[c.id] for c in found["kpi"] if c.cycle_id == cycle
                        ],
                        "objectives": [
                            shown_objectives[o.id] for o in found["okr"] if o.cycle_id == cycle
                        ],
                    }
                    for cycle in cycles
                ],
            }
        return results

    def _cards_data(self, cards):
        languages = [code for code, _name in self.env["res.lang"].get_installed()]
        indicators = cards.line_ids.indicator_id
        names = {
            lang: {i.id: i.name for i in indicators.with_context(lang=lang)} for lang in languages
        }
        return {
            card.id: {
                "id": card.id,
                "score": card.score,
                "grade": card.grade,
                "status": card.status,
                "lines": [
                    {
                        "id": line.id,
                        "name": (line.frozen or {}).get("name")
                        or {lang: names[lang][line.indicator_id.id] for lang in languages},
                        "target": line.target,
                        "actual": line.actual,
                        "attainment": line.attainment,
                        "score": line.score,
                        "status": line.status,
                        "weight": line.weight,
                        "unit": line.unit,
                        "digits": line.digits,
                        "currency_id": line.currency_id.id,
                    }
                    for line in card.line_ids
                ],
            }
            for card in cards
        }

    def _objectives_data(self, objectives):
        check_ins = self.env["goal.check.in"].search(
            [
                ("key_result_id", "in", objectives.key_result_ids.ids),
                ("superseded_by_id", "=", False),
            ],
            order="date, id",
        )
        history = check_ins.grouped("key_result_id")
        return {
            objective.id: {
                "id": objective.id,
                "name": objective.name,
                "commitment": objective.commitment,
                "score": objective.score,
                "progress": objective.progress,
                "grade": objective.grade,
                "status": objective.status,
                "self_grade": objective.self_grade,
                "decision": objective.decision,
                "learnt": objective.learnt or "",
                "key_results": [
                    self._key_result_data(key_result, history.get(key_result, ()))
                    for key_result in objective.key_result_ids
                ],
            }
            for objective in objectives
        }

    def _key_result_data(self, key_result, check_ins):
        number = key_result.kind == "number"
        return {
            "id": key_result.id,
            "name": key_result.name,
            "kind": key_result.kind,
            "unit": key_result.unit,
            "digits": key_result.digits,
            "currency_id": key_result.currency_id.id,
            "start": key_result.start if number else None,
            "target": key_result.target if number else None,
            "current": key_result.current,
            "progress": key_result.progress,
            "score": key_result.score,
            "status": key_result.status,
            "check_ins": [
                {
                    "id": check_in.id,
                    "date": fields.Date.to_string(check_in.date),
                    "value": check_in.value,
                    "confidence": check_in.confidence,
                    "note": check_in.note or "",
                    "obstacle": check_in.obstacle or "",
                }
                for check_in in check_ins
            ],
        }


def _in_language(results, lang):
    """A copy of stored results with each {language: name} as the name in ``lang``."""
    cycles = []
    for cycle in results["cycles"]:
        cards = []
        for card in cycle["scorecards"]:
            lines = []
            for line in card["lines"]:
                names = line["name"]
                name = names.get(lang) or names.get("en_US") or next(iter(names.values()), "")
                lines.append(line | {"name": name})
            cards.append(card | {"lines": lines})
        cycles.append(cycle | {"scorecards": cards})
    return results | {"cycles": cycles}
