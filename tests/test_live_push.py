"""Who hears over the bus that a goal changed, and what is said."""

import json
from unittest.mock import MagicMock, patch

from odoo.models import BaseModel
from odoo.tests import tagged

from ..models import goal_engine_push
from ..models.ir_websocket import LIVE_MODELS
from .common import GoalCase
from .okr_common import OkrCase


def goals_in(channels):
    """(model, id) of the goals among channels."""
    records = [channel for channel in channels if isinstance(channel, BaseModel)]
    return {(r._name, r.id) for r in records if r._name in LIVE_MODELS}


@tagged("post_install", "-at_install")
class TestChannels(GoalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manual = cls.make_indicator("push_manual")
        cls.cycle = cls.make_cycle("2025-03-01")
        cls.card = cls.make_scorecard(cls.an, cls.cycle, [(cls.manual, 10)])
        cls.objective = cls.env["okr.objective"].create(
            {
                "name": "Kept apart",
                "cycle_id": cls.cycle.id,
                "employee_id": cls.an.id,
                "visibility": "private",
            }
        )

    def channels(self, person, *names):
        """The goals among the channels that the bus would listen to for a person."""
        request = MagicMock()
        request.session.uid = person.user_id.id
        with patch("odoo.addons.bus.models.ir_websocket.wsrequest", new=request):
            env = self.env(user=person.user_id, context={})
            channels = env["ir.websocket"]._build_bus_channel_list(list(names))
        texts = {channel for channel in channels if isinstance(channel, str)}
        self.assertIn("broadcast", texts)
        self.assertFalse({text for text in texts if text.startswith("kpi_okr")})
        return goals_in(channels)

    def test_by_the_record_rules(self):
        card = f"kpi_okr:kpi.scorecard:{self.card.id}"
        objective = f"kpi_okr:okr.objective:{self.objective.id}"
        both = {("kpi.scorecard", self.card.id), ("okr.objective", self.objective.id)}
        for person, expected in (
            (self.an, both),
            (self.north_manager, both),
            (self.director, both),
            (self.hr_officer, both),
            (self.binh, set()),
            (self.south_manager, set()),
            (self.other_officer, set()),
        ):
            self.assertEqual(self.channels(person, card, objective), expected, person.name)

    def test_what_is_no_channel_is_dropped(self):
        self.assertEqual(
            self.channels(
                self.director,
                "kpi_okr:kpi.scorecard:",
                "kpi_okr:kpi.scorecard:x",
                f"kpi_okr:kpi.scorecard:{self.card.id}:1",
                f"kpi_okr:kpi.scorecard:{self.card.id}\n",
                f"kpi_okr:res.partner:{self.an.user_id.partner_id.id}",
                f"kpi_okr:no.model:{self.card.id}",
                "kpi_okr:kpi.scorecard:99999999999999999999",
                "kpi_okr:kpi.scorecard:999999999",
            ),
            set(),
        )

    def test_strangers_to_goals_hear_nothing(self):
        card = f"kpi_okr:kpi.scorecard:{self.card.id}"
        for user in (self.portal_user, self.env.ref("base.public_user")):
            request = MagicMock()
            request.session.uid = user.id
            with patch("odoo.addons.bus.models.ir_websocket.wsrequest", new=request):
                channels = self.env["ir.websocket"].with_user(user)._build_bus_channel_list([card])
            self.assertEqual(goals_in(channels), set())
            self.assertFalse([c for c in channels if isinstance(c, str) and c == card])


class PushCase(OkrCase):
    def pushed(self, model, ids):
        """What the bus was told about records of ``model`` since it was asked last:
        [(channel's model and id, message)]."""
        self.env.flush_all()
        rows = self.env.cr.precommit.data.get("bus.bus.values", [])
        sent = [(json.loads(row["channel"]), json.loads(row["message"])) for row in rows]
        rows.clear()
        return [
            (tuple(channel[1:]), message["payload"])
            for channel, message in sent
            if message["type"] == "kpi_okr/changed"
            and message["payload"]["model"] == model
            and (not ids or channel[2] in ids)
        ]


class TestPush(PushCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.revenue = cls.make_indicator("push_revenue", "records")
        cls.deals = cls.make_indicator("push_deals", "records", aggregate="count")
        cls.cycle = cls.make_cycle("2025-03-01")
        cls.cards = cls.env["kpi.scorecard"].union(
            *(
                cls.make_scorecard(person, cls.cycle, [(cls.revenue, 100), (cls.deals, 9)])
                for person in (cls.an, cls.binh)
            )
        )

    def setUp(self):
        super().setUp()
        self.pushed("kpi.scorecard", [])

    def refresh(self):
        self.env["goal.engine"]._refresh(self.cards.ids)
        return self.pushed("kpi.scorecard", self.cards.ids)

    def test_only_what_changed_and_no_figure(self):
        an_card = self.cards[0]
        line = self.line_of(an_card, self.revenue)
        self.make_deal(self.an, 60, "2025-03-05")
        expected = {"model": "kpi.scorecard", "ids": an_card.ids}
        self.assertEqual(
            self.refresh(), [(("kpi.scorecard", an_card.id), {**expected, "reached": []})]
        )
        self.make_deal(self.an, 40, "2025-03-06")
        self.assertEqual(
            self.refresh(), [(("kpi.scorecard", an_card.id), {**expected, "reached": line.ids})]
        )
        self.assertEqual(line.status, "reached")
        self.assertEqual(self.refresh(), [])
        self.make_deal(self.an, 1, "2025-03-07")
        self.assertEqual(self.refresh()[0][1]["reached"], [], "it was reached before")

    def test_very_many_at_once(self):
        for person in (self.an, self.binh):
            self.make_deal(person, 100, "2025-03-05")
        with patch.object(goal_engine_push, "MANY_CHANNELS", 1):
            self.env["goal.engine"]._refresh(self.cards.ids)
        group = self.env.ref("kpi_okr.group_goal_user")
        self.assertEqual(
            self.pushed("kpi.scorecard", []),
            [(("res.groups", group.id), {"model": "kpi.scorecard", "ids": None, "reached": []})],
        )

    def test_an_objective_and_those_above_it(self):
        above = self.make_objective(self.company, self.cycle, include_children=True)
        aside = self.make_objective(self.binh, self.cycle)
        objective = self.make_objective(self.an, self.cycle, parent_id=above.id)
        key_result = self.make_key_result(objective, source="deals", target=100)
        self.make_key_result(aside, source="deals", target=100)
        deal = self.make_deal(self.an, 50, "2025-03-05")
        ids = (objective | above | aside).ids
        self.pushed("okr.objective", [])
        key_result.lead_ids = deal
        self.assertEqual(
            sorted(self.pushed("okr.objective", ids)),
            [
                (
                    ("okr.objective", goal.id),
                    {"model": "okr.objective", "ids": goal.ids, "reached": []},
                )
                for goal in (above | objective).sorted("id")
            ],
        )
        key_result.description = "Words change no figure"
        self.env["goal.engine"]._refresh_objectives(objective)
        self.assertEqual(self.pushed("okr.objective", ids), [])
