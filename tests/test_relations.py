"""Who is whose manager: awkward trees, and rules that follow a change at once."""

from .common import GoalCase
from .common_http import GoalHttpCase


class TestManaged(GoalCase):
    def managed(self, user):
        user = user.user_id if user._name == "hr.employee" else user
        return self.env["hr.employee"].browse(user._goal_managed_employee_ids())

    def test_tree(self):
        south = self.dung | self.em | self.phuc
        self.assertEqual(self.managed(self.south_manager), south)
        self.assertEqual(self.managed(self.north_manager), self.an | self.binh | self.chi)
        everybody = self.env["hr.employee"].search([("company_id", "=", self.company.id)])
        self.assertEqual(self.managed(self.director), everybody - self.director)
        for user in (self.dung, self.em, self.hr_officer, self.plain_user, self.portal_user):
            self.assertFalse(self.managed(user))

    def test_department(self):
        """Its manager manages its people, whoever their boss is, and those in the units below."""
        self.assertEqual(self.managed(self.south_head), self.dung | self.em | self.phuc)
        self.dept_sales.manager_id = self.hr_officer
        (self.dung | self.em | self.phuc).parent_id = self.south_manager
        self.assertEqual(
            self.managed(self.hr_officer),
            self.an | self.binh | self.chi | self.north_manager | self.dung | self.em | self.phuc,
        )

    def test_reports_of_the_departments_people(self):
        """Somebody in the department has a report who sits elsewhere."""
        self.marketer.parent_id = self.dung
        self.assertIn(self.marketer, self.managed(self.south_head))

    def test_nobody_above(self):
        """The boss sits in the department that the report manages."""
        self.south_head.parent_id = self.south_manager
        self.south_manager.department_id = self.dept_south
        self.south_manager.parent_id = self.director
        self.dept_south.manager_id = self.south_head
        self.south_head.parent_id = self.south_manager
        (self.dung | self.em | self.phuc).parent_id = self.south_manager
        managed = self.managed(self.south_head)
        self.assertNotIn(self.south_manager, managed)
        self.assertNotIn(self.director, managed)
        self.assertNotIn(self.south_head, managed)
        self.assertEqual(managed, self.dung | self.em | self.phuc)

    def test_the_tree_is_asked_for_once(self):
        user = self.south_manager.user_id
        self.managed(user)
        before = self.cr.sql_log_count
        self.assertEqual(self.managed(user), self.dung | self.em | self.phuc)
        self.assertEqual(self.cr.sql_log_count, before)

    def test_every_change_counts_at_once(self):
        south_head, south_manager = self.south_head, self.south_manager
        self.assertNotIn(self.marketer, self.managed(south_head))
        self.marketer.department_id = self.dept_south
        self.assertIn(self.marketer, self.managed(south_head))
        self.dept_south.manager_id = self.hr_officer
        self.assertFalse(self.managed(south_head))
        self.dept_marketing.parent_id = self.dept_south
        self.assertIn(self.marketing_manager, self.managed(self.hr_officer))
        self.chi.parent_id = south_manager
        self.assertIn(self.chi, self.managed(south_manager))
        hired = self.make_employees(1, parent_id=south_manager.id)
        self.assertIn(hired, self.managed(south_manager))
        user, self.chi.user_id = self.chi.user_id, False
        self.dung.parent_id = self.chi
        self.assertFalse(self.managed(user))
        self.chi.user_id = user
        self.assertEqual(self.managed(user), self.dung)
        hired.unlink()
        self.assertNotIn(hired.id, south_manager.user_id._goal_managed_employee_ids())

    def test_loops_end(self):
        """A boss who reports to a report: nobody of the ring manages another."""
        self.env.flush_all()
        self.cr.execute(
            "UPDATE hr_employee SET parent_id = %s WHERE id = %s", [self.an.id, self.director.id]
        )
        self.env.invalidate_all()
        ring = self.director | self.north_manager | self.an
        self.assertFalse(self.managed(self.an) & ring)
        self.assertFalse(self.managed(self.director) & ring)
        self.assertIn(self.binh, self.managed(self.director))
        self.cr.execute("UPDATE hr_employee SET parent_id = id WHERE id = %s", [self.marketer.id])
        self.env.invalidate_all()
        self.assertFalse(self.managed(self.marketer))

    def test_who_left(self):
        """A report who left is managed still; a boss who left is passed through."""
        self.dung.active = False
        self.assertIn(self.dung, self.managed(self.south_manager))
        self.south_manager.active = False
        self.dung.parent_id = self.em.parent_id = self.phuc.parent_id = self.south_manager
        self.assertIn(self.phuc, self.managed(self.director))

    def test_two_companies(self):
        self.assertEqual(self.managed(self.other_officer), self.other_seller)
        self.other_seller.parent_id = self.dung
        self.assertEqual(self.managed(self.dung), self.other_seller)
        self.assertIn(self.other_seller, self.managed(self.director))

    def test_two_employees_of_one_user(self):
        """A user with a file in each company manages in both, and never oneself."""
        user = self.south_manager.user_id
        second = self.env["hr.employee"].create(
            {"name": "Second", "user_id": user.id, "company_id": self.other_company.id}
        )
        self.other_seller.parent_id = second
        second.parent_id = self.south_manager
        self.assertEqual(self.managed(user), self.dung | self.em | self.phuc | self.other_seller)


class TestRelationFields(GoalCase):
    def test_computed_as_searched(self):
        cycle = self.make_cycle("2025-03-01")
        cards = self.env["kpi.scorecard"].union(
            *(
                self.make_scorecard(owner, cycle)
                for owner in [
                    self.director, self.north_manager, self.an, self.dung, self.em,
                    self.marketer, self.team_north, self.team_south, self.dept_sales,
                    self.dept_north, self.dept_south, self.company,
                ]
            )
        )  # fmt: skip
        scope = [("id", "in", cards.ids)]
        expected = {
            # mine, member of, managed: the numbers of each
            self.director: (1, 0, 9),  # five people, two teams and two departments
            self.north_manager: (3, 0, 1),
            self.south_manager: (0, 0, 3),
            self.south_head: (1, 0, 3),
            self.an: (1, 1, 0),
            self.dung: (1, 1, 0),
            self.em: (2, 1, 0),
            self.plain_user: (0, 0, 0),
            self.hr_officer: (0, 0, 0),
        }
        for user, counts in expected.items():
            mine = self.as_user(cards, user).sudo()
            mine.invalidate_recordset()
            found = []
            for name in ("is_mine", "is_member", "is_managed"):
                computed = mine.filtered(name)
                found.append(len(computed))
                for value in (True, False):
                    searched = mine.search([*scope, (name, "=", value)], order="id")
                    wanted = computed if value else mine - computed
                    self.assertEqual(searched, wanted.sorted("id"), (user, name, value))
            self.assertEqual(tuple(found), counts, user.display_name)

    def test_the_responsible_follows(self):
        cycle = self.make_cycle("2025-03-01")
        team = self.make_scorecard(self.team_south, cycle)
        department = self.make_scorecard(self.dept_south, cycle)
        self.assertEqual((team.responsible_id, department.responsible_id),
                         (self.em, self.south_head))  # fmt: skip
        self.team_south.user_id = self.phuc.user_id
        self.dept_south.manager_id = self.south_manager
        self.assertEqual((team.responsible_id, department.responsible_id),
                         (self.phuc, self.south_manager))  # fmt: skip
        self.assertEqual(department.user_id, self.south_manager.user_id)
        self.phuc.user_id = self.plain_user
        self.assertEqual(team.user_id, self.env["res.users"])


class TestRulesFollow(GoalHttpCase):
    def sees(self, user, card):
        _status, count = self.json2(
            user, "kpi.scorecard", "search_count", domain=[("id", "=", card.id)]
        )
        status, _answer = self.json2(user, "kpi.scorecard", "read", card.ids, fields=["score"])
        self.assertEqual((count, status), (1, 200) if count else (0, 403))
        return bool(count)

    def test_at_once(self):
        """Domains of rules are cached; what they mean is not."""
        cycle = self.make_cycle("2025-03-01")
        card = self.make_scorecard(self.dung, cycle)
        people = (self.south_manager, self.north_manager, self.marketing_manager, self.em)
        self.assertEqual([self.sees(p, card) for p in people], [True, False, False, False])
        self.dung.parent_id = self.north_manager
        self.assertEqual([self.sees(p, card) for p in people], [False, True, False, False])
        self.dept_south.manager_id = self.em
        self.dung.parent_id = self.north_manager
        self.assertEqual([self.sees(p, card) for p in people], [False, True, False, True])
        self.dung.department_id = self.dept_marketing
        self.dung.parent_id = self.north_manager
        self.assertEqual([self.sees(p, card) for p in people], [False, True, True, False])
        self.north_manager.parent_id = self.south_manager
        self.assertEqual([self.sees(p, card) for p in people], [True, True, True, False])

    def test_team_and_department(self):
        cycle = self.make_cycle("2025-03-01")
        team = self.make_scorecard(self.team_south, cycle)
        department = self.make_scorecard(self.dept_south, cycle)
        self.assertEqual([self.sees(p, team) for p in (self.em, self.dung, self.an)],
                         [True, True, False])  # fmt: skip
        self.assertEqual([self.sees(p, department) for p in (self.south_head, self.an)],
                         [True, False])  # fmt: skip
        self.team_south.member_ids -= self.dung.user_id
        self.team_north.user_id = self.north_manager.user_id
        self.team_south.user_id = self.phuc.user_id
        self.dept_south.manager_id = self.an
        self.assertEqual([self.sees(p, team) for p in (self.phuc, self.dung)], [True, False])
        self.assertEqual([self.sees(p, department) for p in (self.south_head, self.an)],
                         [False, True])  # fmt: skip
