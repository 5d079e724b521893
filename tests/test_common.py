from .common import GoalCase


class TestOrgChart(GoalCase):
    def test_tree(self):
        self.assertEqual(self.an.parent_id, self.north_manager)
        self.assertEqual(self.dung.parent_id, self.south_manager)
        self.assertEqual(self.dung.department_id.manager_id, self.south_head)
        self.assertEqual(self.north_manager.parent_id, self.director)
        self.assertFalse(self.director.parent_id)
        self.assertEqual(self.team_north.member_ids, (self.an | self.binh | self.chi).user_id)
        for status in ("won", "lost", "open", "lead"):
            deal = self.make_deal(self.an, 100, "2025-03-31", status)
            expected = {"open": "pending", "lead": "pending"}.get(status, status)
            self.assertEqual((deal.won_status, deal.team_id), (expected, self.team_north))
