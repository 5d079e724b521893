"""Two years of the demo company: its months, its seasons, and figures checked by other means."""

from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo.tests import tagged

from .demo_common import DemoCase

HOLIDAYS = {(1, 1), (4, 30), (5, 1), (9, 2)}


@tagged("post_install", "-at_install")
class TestDemoYears(DemoCase):
    def _months(self):
        """The first days of the months that are over and closed, the oldest first."""
        return [self.this_month - relativedelta(months=back) for back in range(24, 1, -1)]

    def test_every_month_of_two_years_is_what_its_deals_say(self):
        domain = [
            ("cycle_id.cycle_type", "=", "month"),
            ("date_start", "in", self._months()),
            ("indicator_id.code", "in", ("revenue_won", "deals_won", "win_rate")),
        ]
        lines = self._env_of("hr")["kpi.scorecard.line"].search(domain)
        cards = lines.scorecard_id
        self.assertEqual(set(cards.mapped("date_start")), set(self._months()))
        self.assertEqual(set(cards.mapped("state")), {"closed"})
        for card in cards:
            owner = {}
            if card.owner_type == "employee":
                owner["user"] = card.user_id.id
            elif card.owner_type == "team":
                owner["team"] = card.team_id.id
            expected = self._expected(card.date_start, card.date_end, **owner)
            for line in card.line_ids & lines:
                value = expected[line.indicator_id.code]
                with self.subTest(card=card.display_name, line=line.name):
                    if value is None:
                        self.assertIsNone(line.actual)
                    else:
                        self.assertAlmostEqual(line.actual, value, places=6)

    def test_in_every_month_some_people_reach_their_targets_and_some_do_not(self):
        lines = self._env_of("hr")["kpi.scorecard.line"].search(
            [
                ("date_start", "in", self._months()),
                ("indicator_id.code", "=", "revenue_won"),
                ("owner_type", "=", "employee"),
            ]
        )
        for first, of_month in lines.grouped("date_start").items():
            self.assertEqual(len(of_month), 8 if first >= self._months()[-1] else 7)
            reached = of_month.filtered(lambda line: line.attainment >= 1)
            with self.subTest(month=first):
                self.assertTrue(reached)
                self.assertTrue(of_month - reached)

    def test_targets_in_money_grow_every_january(self):
        lines = self._env_of("hr")["kpi.scorecard.line"].search(
            [
                ("employee_id", "=", self._ref("employee", "sales").id),
                ("indicator_id.code", "=", "revenue_won"),
            ]
        )
        targets = {}
        for line in lines:
            targets.setdefault(line.date_start.year, set()).add(line.target)
        self.assertGreaterEqual(len(targets), 2)
        for values in targets.values():
            self.assertEqual(len(values), 1)
        in_turn = [targets[year].pop() for year in sorted(targets)]
        self.assertEqual(in_turn, sorted(in_turn))
        self.assertLess(in_turn[0], in_turn[-1])

    def test_the_year_has_seasons_and_the_business_grows(self):
        won = dict.fromkeys(self._months(), 0)
        for deal in self.deals:
            first = deal["day"].replace(day=1)
            if deal["won"] and first in won:
                won[first] += deal["revenue"]
        self.assertTrue(all(won.values()))
        months = self._months()
        self.assertLess(sum(won[m] for m in months[:11]), sum(won[m] for m in months[-11:]))
        by_number = {}
        for first, revenue in won.items():
            by_number.setdefault(first.month, []).append(revenue)
        mean = {number: sum(revenues) / len(revenues) for number, revenues in by_number.items()}
        self.assertLess(mean[2], mean[12])

    def test_deals_are_lost_for_many_reasons(self):
        groups = dict(
            self.env["crm.lead"]
            .with_context(active_test=False)
            ._read_group(
                [
                    ("company_id", "=", self.company.id),
                    ("type", "=", "opportunity"),
                    ("won_status", "=", "lost"),
                ],
                ["lost_reason_id"],
                ["__count"],
            )
        )
        self.assertNotIn(self.env["crm.lost.reason"], groups)
        self.assertGreaterEqual(len(groups), 6)
        self.assertEqual(max(groups, key=groups.get), self._ref("lost_reason", "competitor"))

    def _sql(self, query, **values):
        self.env.flush_all()
        self.env.cr.execute(query, values)
        return self.env.cr.fetchone()[0]

    def _line(self, code, **owner):
        """The line of an indicator in the youngest closed month."""
        domain = [("date_start", "=", self._months()[-1]), ("indicator_id.code", "=", code)]
        domain += [("cycle_id.cycle_type", "=", "month")]
        domain += [(name, "=", value) for name, value in owner.items()]
        line = self._env_of("hr")["kpi.scorecard.line"].search(domain)
        self.assertEqual(len(line), 1, code)
        return line

    def test_new_customers_are_the_partners_whose_first_win_is_in_the_month(self):
        line = self._line("new_customers", owner_type="company")
        count = self._sql(
            """SELECT count(*) FROM (
                   SELECT min(date_closed AT TIME ZONE 'UTC' AT TIME ZONE 'Asia/Ho_Chi_Minh')::date
                          AS first
                     FROM crm_lead
                    WHERE company_id = %(company)s AND won_status = 'won' AND type = 'opportunity'
                      AND partner_id IS NOT NULL
                 GROUP BY partner_id) AS wins
                WHERE first BETWEEN %(start)s AND %(end)s""",
            company=self.company.id,
            start=line.date_start,
            end=line.scorecard_id.date_end,
        )
        self.assertGreater(count, 0)
        self.assertEqual(line.actual, count)

    def test_calls_a_day_are_the_calls_logged_over_the_working_days(self):
        line = self._line("calls_per_day", employee_id=self._ref("employee", "sales").id)
        calls = self._sql(
            """SELECT count(*) FROM mail_message
                WHERE mail_activity_type_id = %(call)s AND author_id = %(author)s
                  AND (date AT TIME ZONE 'UTC' AT TIME ZONE 'Asia/Ho_Chi_Minh')::date
                      BETWEEN %(start)s AND %(end)s""",
            call=self.env.ref("mail.mail_activity_data_call").id,
            author=self._ref("user", "sales").partner_id.id,
            start=line.date_start,
            end=line.scorecard_id.date_end,
        )
        days, day = 0, line.date_start
        while day <= line.scorecard_id.date_end:
            days += day.weekday() < 5 and (day.month, day.day) not in HOLIDAYS
            day += timedelta(days=1)
        self.assertGreater(calls, 10)
        self.assertAlmostEqual(line.actual, calls / days, places=6)

    def test_a_lead_costs_what_was_spent_over_the_leads_of_the_campaigns(self):
        employee = self._ref("employee", "marketing")
        line = self._line("cost_per_lead", employee_id=employee.id)
        period = {"start": line.date_start, "end": line.scorecard_id.date_end}
        spent = self._sql(
            """SELECT sum(value) FROM kpi_value
                WHERE indicator_id = %(spend)s AND employee_id = %(employee)s
                  AND date BETWEEN %(start)s AND %(end)s""",
            spend=self.env.ref("kpi_okr.indicator_marketing_spend").id,
            employee=employee.id,
            **period,
        )
        leads = self._sql(
            """SELECT count(*) FROM crm_lead JOIN utm_campaign ON utm_campaign.id = campaign_id
                WHERE utm_campaign.user_id = %(user)s AND crm_lead.company_id = %(company)s
                  AND (crm_lead.create_date AT TIME ZONE 'UTC'
                       AT TIME ZONE 'Asia/Ho_Chi_Minh')::date BETWEEN %(start)s AND %(end)s""",
            user=employee.user_id.id,
            company=self.company.id,
            **period,
        )
        self.assertAlmostEqual(line.actual, float(spent) / leads, places=4)
        self.assertEqual(self._line("leads", employee_id=employee.id).actual, leads)

    def test_the_marketers_own_indicators_are_measured(self):
        employee = self._ref("employee", "marketing")
        posts = self._line("posts", employee_id=employee.id)
        quality = self._line("content_quality", employee_id=employee.id)
        revenue = self._line("campaign_revenue", employee_id=employee.id)
        period = {"start": posts.date_start, "end": posts.scorecard_id.date_end}
        for line, aggregate in ((posts, "sum"), (quality, "avg")):
            expected = self._sql(
                f"""SELECT {aggregate}(value) FROM kpi_value
                     WHERE indicator_id = %(indicator)s AND employee_id = %(employee)s
                       AND date BETWEEN %(start)s AND %(end)s""",  # noqa: S608
                indicator=line.indicator_id.id,
                employee=employee.id,
                **period,
            )
            self.assertAlmostEqual(line.actual, float(expected), places=6)
        expected = self._sql(
            """SELECT sum(expected_revenue) FROM crm_lead
                 JOIN utm_campaign ON utm_campaign.id = campaign_id
                WHERE utm_campaign.user_id = %(user)s AND crm_lead.company_id = %(company)s
                  AND won_status = 'won' AND type = 'opportunity'
                  AND (date_closed AT TIME ZONE 'UTC' AT TIME ZONE 'Asia/Ho_Chi_Minh')::date
                      BETWEEN %(start)s AND %(end)s""",
            user=employee.user_id.id,
            company=self.company.id,
            **period,
        )
        self.assertAlmostEqual(revenue.actual, float(expected), places=2)
