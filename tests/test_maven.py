"""A real pipeline of 8,800 opportunities against the results that others published of it."""

import csv
from collections import defaultdict
from datetime import date
from pathlib import Path
from unittest import skipUnless

from odoo.fields import Command
from odoo.tests import TransactionCase, tagged
from odoo.tools import SQL

from ..models.goal_engine_types import Owner, Request

DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "maven_crm"
ZONES = ["UTC", "Asia/Ho_Chi_Minh", "America/New_York", "Pacific/Auckland"]
ALL = (date(2016, 10, 1), date(2017, 12, 31))
CODES = [
    "deals_won", "deals_lost", "revenue_won", "win_rate", "average_deal", "days_to_close",
]  # fmt: skip


def rows(name):
    with (DATA / f"{name}.csv").open(newline="") as file:
        return list(csv.DictReader(file))


@tagged("post_install", "-at_install")
@skipUnless(DATA.is_dir(), "allowed: the public practice data is not beside this checkout")
class TestMavenPipeline(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True})
        cls.company = cls.env["res.company"].create({"name": "Hardware Seller"})
        cls.env.user.company_ids |= cls.company
        cls.env = cls.env(context={**cls.env.context, "allowed_company_ids": cls.company.ids})
        cls.company = cls.company.with_env(cls.env)
        cls.pipeline = rows("sales_pipeline")
        cls._load_people()
        cls._load_deals()
        cls.indicators = {code: cls.env.ref(f"kpi_okr.indicator_{code}").id for code in CODES}

    @classmethod
    def _load_people(cls):
        manager_of = {row["sales_agent"]: row["manager"] for row in rows("sales_teams")}
        names = sorted(manager_of)
        users = (
            cls.env["res.users"]
            .with_context(no_reset_password=True)
            .create(
                [
                    {
                        "name": name,
                        "login": f"maven {name}",
                        "company_id": cls.company.id,
                        "company_ids": [Command.set(cls.company.ids)],
                    }
                    for name in names
                ]
            )
        )
        cls.users = dict(zip(names, users, strict=True))
        employees = cls.env["hr.employee"].create(
            [
                {"name": name, "user_id": user.id, "company_id": cls.company.id}
                for name, user in cls.users.items()
            ]
        )
        cls.employees = dict(zip(names, employees, strict=True))
        managers = sorted(set(manager_of.values()))
        teams = cls.env["crm.team"].create(
            [{"name": manager, "company_id": cls.company.id} for manager in managers]
        )
        cls.teams = dict(zip(managers, teams, strict=True))
        cls.team_of = {name: cls.teams[manager] for name, manager in manager_of.items()}

    @classmethod
    def _load_deals(cls):
        won_stage = cls.env["crm.stage"].search([("is_won", "=", True)], limit=1)
        stages = {"Won": won_stage, "Lost": cls.env.ref("crm.stage_lead1")}
        probability = {"Won": 100, "Lost": 0}
        cls.deals = cls.env["crm.lead"].create(
            [
                {
                    "name": row["opportunity_id"],
                    "type": "opportunity",
                    "user_id": cls.users[row["sales_agent"]].id,
                    "team_id": cls.team_of[row["sales_agent"]].id,
                    "company_id": cls.company.id,
                    "expected_revenue": float(row["close_value"] or 0),
                    "stage_id": stages.get(row["deal_stage"], stages["Lost"]).id,
                    "probability": probability.get(row["deal_stage"], 20),
                    "active": row["deal_stage"] != "Lost",
                    "date_closed": row["close_date"] or False,
                }
                for row in cls.pipeline
            ]
        )
        cls.deals.flush_recordset()

    def _place(self, zone):
        """Put the local dates of the file into ``zone``, at the edges of the local day."""
        self.company.goal_tz = zone
        self.env.cr.execute(
            SQL(
                """UPDATE crm_lead AS lead
                      SET create_date = COALESCE(
                              (new.opened::date + time '00:00') AT TIME ZONE %s
                              AT TIME ZONE 'UTC', lead.create_date),
                          date_closed = (new.closed::date
                              + CASE WHEN new.id %% 2 = 0
                                     THEN time '23:59:59' ELSE time '00:00' END)
                              AT TIME ZONE %s AT TIME ZONE 'UTC'
                     FROM UNNEST(%s::int[], %s::text[], %s::text[]) AS new(id, opened, closed)
                    WHERE lead.id = new.id""",
                zone,
                zone,
                self.deals.ids,
                [row["engage_date"] or None for row in self.pipeline],
                [row["close_date"] or None for row in self.pipeline],
            )
        )
        self.env.invalidate_all()

    def _measure(self, owners, spans):
        """{owner name: {span: {code: value}}}, of one measurement."""
        requests = {
            Request(indicator, owner, *span): (name, span, code)
            for name, owner in owners.items()
            for span in spans
            for code, indicator in self.indicators.items()
        }
        found = defaultdict(lambda: defaultdict(dict))
        for request, figure in self.env["goal.engine"].measure(requests).items():
            self.assertIsNone(figure.error)
            name, span, code = requests[request]
            found[name][span][code] = figure.value
        return found

    def _company(self):
        return {"company": Owner("company", self.company.id, self.company.id)}

    def test_file_as_loaded(self):
        status = self.env["crm.lead"]._read_group(
            [("id", "in", self.deals.ids), ("active", "in", [True, False])],
            ["won_status"],
            ["__count"],
        )
        self.assertEqual(dict(status), {"won": 4238, "lost": 2473, "pending": 1589 + 500})

    def test_agents(self):
        owners = {
            name: Owner("employee", employee.id, self.company.id)
            for name, employee in self.employees.items()
        }
        published = rows("published_agents")
        self.assertEqual(len(published), 30)
        for zone in ZONES:
            self._place(zone)
            found = self._measure(owners, [ALL])
            for row in published:
                with self.subTest(zone=zone, agent=row["sales_agent"]):
                    figures = found[row["sales_agent"]][ALL]
                    self.assertEqual(figures["deals_won"], int(row["won"]))
                    self.assertEqual(figures["deals_lost"], int(row["lost"]))
                    self.assertEqual(
                        figures["deals_won"] + figures["deals_lost"], int(row["closed"])
                    )
                    self.assertEqual(figures["revenue_won"], float(row["won_revenue"]))
                    self.assertEqual(
                        round(figures["win_rate"] * 100, 2), float(row["win_rate_pct"])
                    )
                    self.assertEqual(round(figures["average_deal"], 2), float(row["avg_won_value"]))
                    self.assertEqual(round(figures["days_to_close"], 2), float(row["avg_days_won"]))
            idle = set(self.employees) - {row["sales_agent"] for row in published}
            for name in idle:
                self.assertEqual(
                    found[name][ALL],
                    {
                        "deals_won": 0.0,
                        "deals_lost": 0.0,
                        "revenue_won": 0.0,
                        "win_rate": None,
                        "average_deal": None,
                        "days_to_close": None,
                    },
                )

    def test_months_and_quarters(self):
        cycles = self.env["goal.cycle"]._generate_year(self.company, 2017, ["month", "quarter"])
        spans = {(cycle.date_start, cycle.date_end): cycle.name for cycle in cycles}
        months = {row["month"]: row for row in rows("published_month")}
        quarters = {row["quarter"]: row for row in rows("published_quarter")}
        for zone in ZONES:
            self._place(zone)
            found = self._measure(self._company(), spans)["company"]
            checked = 0
            for span, name in spans.items():
                figures = found[span]
                with self.subTest(zone=zone, cycle=name):
                    if row := months.get(name):
                        self.assertEqual(figures["deals_won"], int(row["won"]))
                        self.assertEqual(figures["revenue_won"], float(row["won_revenue"]))
                        self.assertEqual(
                            round(figures["win_rate"] * 100, 1), float(row["win_rate_pct"])
                        )
                        checked += 1
                    elif row := quarters.get(name.replace(" ", "")):
                        self.assertEqual(figures["deals_won"], int(row["won"]))
                        self.assertEqual(figures["deals_lost"], int(row["lost"]))
                        self.assertEqual(figures["revenue_won"], float(row["won_revenue"]))
                        checked += 1
            self.assertEqual(checked, 10 + 4)

    def test_teams_are_pooled(self):
        owners = {
            name: Owner("team", team.id, self.company.id) for name, team in self.teams.items()
        }
        for zone in ZONES:
            self._place(zone)
            found = self._measure(owners, [ALL])
            for row in rows("published_manager"):
                with self.subTest(zone=zone, team=row["manager"]):
                    figures = found[row["manager"]][ALL]
                    self.assertEqual(
                        figures["deals_won"] + figures["deals_lost"], int(row["closed"])
                    )
                    self.assertEqual(figures["deals_won"], int(row["won"]))
                    self.assertEqual(figures["revenue_won"], float(row["won_revenue"]))
                    self.assertEqual(
                        round(figures["win_rate"] * 100, 2), float(row["win_rate_pct"])
                    )

    def test_company(self):
        for zone in ZONES:
            self._place(zone)
            figures = self._measure(self._company(), [ALL])["company"][ALL]
            self.assertEqual(figures["revenue_won"], 10_005_534.0)
            self.assertEqual(round(figures["win_rate"] * 100, 2), 63.15)
            self.assertEqual(round(figures["days_to_close"], 2), 51.78)

    def test_scorecards_show_the_published_figures(self):
        """The same figures through cycles, a template and scorecards, as users get them."""
        self._place("Pacific/Auckland")
        cycles = self.env["goal.cycle"]._generate_year(self.company, 2017, ["quarter"])
        template = self.env["kpi.scorecard.template"].create(
            {
                "name": "Team quarter",
                "company_id": self.company.id,
                "cycle_type": "quarter",
                "apply_to": "team",
                "team_id": self.teams["Cara Losch"].id,
                "owner_kind": "unit",
                "line_ids": [
                    Command.create({"indicator_id": self.indicators["revenue_won"], "target": 1}),
                    Command.create({"indicator_id": self.indicators["deals_won"], "target": 1}),
                ],
            }
        )
        cards = template._generate(cycles)
        actuals = cards.line_ids.grouped("indicator_id")
        revenue = actuals[self.env.ref("kpi_okr.indicator_revenue_won")]
        won = actuals[self.env.ref("kpi_okr.indicator_deals_won")]
        self.assertEqual(len(cards), 4)
        self.assertEqual(sum(revenue.mapped("actual")), 1_130_049.0)
        self.assertEqual(sum(won.mapped("actual")), 480.0)
        for line in won:
            action = line.action_open_records()
            counted = (
                self.env[action["res_model"]]
                .with_context(active_test=False)
                .search_count(action["domain"])
            )
            self.assertEqual(counted, line.actual)
