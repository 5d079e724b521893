"""The objectives of the demo company that run or are to come: data only."""

from .objective_kinds import (
    COMPANY,
    HR,
    MARKETING,
    NORTH,
    SALES,
    SOUTH,
    Goal,
    Key,
    deals,
    keep,
    kpi,
    person,
    rate,
    steps,
    yes,
)
from .objective_past import PAST

YEAR = (
    Goal(
        "growth", "year", COMPANY, "director",
        "Become the cloud partner that mid-sized companies name first",
        (
            kpi("1,900,000 of revenue", "revenue_won", 0, 1_900_000, 40, never=True),
            kpi("115 new customers", "new_customers", 0, 115, 30, path="risk"),
            rate("60 % of mid-sized companies in our regions know us", "on", 0.35, 0.6, 20),
            keep(
                "No customer brings less than 5 % or more than 15 % of its region's revenue",
                "risk", 0.05, 0.15, 10, unit="percent", digits=1,
            ),
        ),
        commitment="committed", include=True,
    ),
    Goal(
        "community", "year", COMPANY, "director",
        "A loyal community: 200,000 active members who bring 40 % of revenue from existing "
        "customers",
        (
            Key(
                "200,000 active members", "on", 120_000, 200_000, 40,
                note="The user conference brought 4,000 members in one week.",
            ),
            kpi("40 % of revenue from existing customers", "existing_revenue_share", 0.3, 0.4, 30),
            Key(
                "Members who leave in a month: from 3,000 down to 1,500", "risk", 3000, 1500, 15,
                obstacle="Half of those who leave never got an answer to their first question.",
            ),
            steps(
                "The community has a home of its own", "ahead", "Forum", "Events",
                "Expert programme", "Shared template library", weight=15,
            ),
        ),
        description="KPIs steer the month, this objective the year: the scorecard of the company "
                    "shows revenue, new customers and retention, while the community grows over "
                    "the year.",
    ),
)  # fmt: skip

QUARTER = (
    Goal(
        "loyal", "quarter", SALES, "director",
        "Turn 40 % of prospects into loyal customers by value-based consulting",
        (
            rate(
                "40 % of prospects have become loyal customers", "risk", 0.25, 0.4, 40,
                obstacle="Consultants sell features as soon as a prospect asks for the price.",
            ),
            kpi("Win 65 % of the decided deals", "win_rate", 0.45, 0.65, 20),
            kpi("From 48 days to close down to 40", "days_to_close", 48, 40, 20, path="risk"),
            steps(
                "Everybody consults by value", "ahead", "Interviews with 20 customers",
                "Guide to value-based consulting", "Training of both teams",
                "Every offer names the customer's gain", weight=20,
            ),
        ),
        parent="growth", include=True,
        description="The scorecard of the department keeps revenue and win rate steady; this "
                    "objective pushes past them.",
    ),
    Goal(
        "multichannel", "quarter", MARKETING, "marketing_manager",
        "Fully integrated multichannel marketing, 85 % brand recognition in the target segment",
        (
            rate(
                "85 % of the target segment recognise the brand", "on", 0.62, 0.85, 40,
                note="The panel of this week: more than half name us unaided.",
            ),
            steps(
                "All five channels tell one story", "risk", "One calendar", "Website", "Newsletter",
                "Social media", "Trade fairs", weight=30,
                obstacle="The trade fair's organiser insists on its own design.",
            ),
            kpi("Cost of a lead from 160 down to 125", "cost_per_lead", 160, 125, 15, never=True),
            kpi("115 leads", "leads", 0, 115, 15),
        ),
        parent="growth", include=True,
        description="Posts, quality and effect of campaigns are KPIs of each marketer; the "
                    "channels belong to the whole team.",
    ),
    Goal(
        "recommend", "quarter", NORTH, "manager", "Be the team that customers recommend",
        (
            Key("Recommendation score from 30 to 50", "on", 30, 50, 40, digits=1),
            deals("Win 4 reference customers", 4, 30, "count", never=True),
            kpi("315,000 of revenue", "revenue_won", 0, 315_000, 30, path="ahead"),
            yes(
                "A customer tells the story on stage", "done", 0,
                note="Kept in sight without a weight.",
            ),
        ),
        parent="loyal", commitment="committed", include=True, weight=40,
    ),
    Goal(
        "provinces", "quarter", SOUTH, "manager2", "Win the southern provinces",
        (
            kpi("15 new customers", "new_customers", 0, 15, 40, path="risk"),
            Key(
                "6 partners signed in the provinces", "off", 0, 6, 30,
                obstacle="The partners want a local contact before they sign.",
            ),
            yes("The office in Cần Thơ is open", "off", 10),
            steps(
                "The region has its own offer", "risk", "Price list", "Local references",
                "Support in the evening", weight=20,
            ),
        ),
        parent="loyal", include=True,
    ),
    Goal(
        "industry", "quarter",
        person("sales"),
        "sales", "Win the accounts that open a whole industry",
        (
            deals(
                "120,000 from lighthouse accounts", 120_000, 50,
                note="Two of the linked deals are with their legal departments.",
            ),
            deals("3 lighthouse accounts won", 3, 30, "count", never=True),
            yes("An industry association invites us", "done", 10),
            keep("2 to 4 talks with decision makers a week", "ahead", 2, 4, 10),
        ),
        parent="recommend", commitment="committed",
    ),
    Goal(
        "technology", "quarter",
        person("sales"),
        "sales", "Study and apply 2 new technologies in online selling",
        (
            steps(
                "2 technologies studied and applied", "on", "Video consulting: course",
                "Video consulting: 5 customers", "Guided selling: course",
                "Guided selling: 5 customers", weight=40,
            ),
            rate(
                "30 % more effective consulting", "risk", 0, 0.3, 40,
                obstacle="Hard to measure in the long deals.",
            ),
            yes("Shown to the team in a workshop", "off", 20),
        ),
        commitment="learning", visibility="private",
        description="Revenue and new customers pay the bonus; this is for growing.",
    ),
    Goal(
        "answers", "quarter",
        person("sales2"),
        "sales2", "Nobody waits for an answer of ours",
        (
            rate("90 % of offers leave within a day", "stale", 0.5, 0.9, 50),
            Key("Offers older than 30 days from 14 down to 4", "stale", 14, 4, 30),
            steps(
                "Ready answers for the usual questions", "stale", "Prices", "Security", "Migration",
                weight=20,
            ),
        ),
        parent="recommend", visibility="department",
    ),
    Goal(
        "listening", "quarter",
        person("sales3"),
        "sales3", "Hear what customers don't say",
        (
            Key("12 lost customers interviewed", "silent", 0, 12, 50),
            Key("5 product ideas handed over", "silent", 0, 5, 25),
            yes("What we heard is part of the sales guide", "silent", 25),
        ),
        parent="recommend", commitment="learning", visibility="department",
    ),
    Goal(
        "approach", "quarter",
        person("sales7"),
        "sales7", "3 new ways to approach customers",
        (
            steps(
                "3 new ways tried with at least 10 customers each", "ahead",
                "Breakfast for founders", "Free health check", "Letters by hand", weight=40,
            ),
            rate(
                "50 % more effective from first meeting to closed deal", "on", 0, 0.5, 40,
                note="The free health check opens doors that calls never did.",
            ),
            keep("1 to 3 experiments run at a time", "on", 1, 3, 20),
        ),
        parent="provinces", visibility="department", every="two_weeks",
        description="Calls a day and answered e-mails are KPIs of the process and stay as they "
                    "are; here the way itself may change.",
    ),
    Goal(
        "renewals", "quarter",
        person("sales5"),
        "sales5", "Every key account renews before it is asked to",
        (
            Key("20 key accounts visited", "done", 0, 20, 40),
            yes("Early renewal is part of the price list", "done", 20),
            steps("A plan for each account", "done", "First ten", "Second ten", weight=40),
        ),
        parent="provinces", commitment="committed", every="two_weeks",
    ),
    Goal(
        "stories", "quarter",
        person("marketing"),
        "marketing", "Write what customers pass on",
        (
            Key("6,000 shares of our stories", "on", 0, 6000, 40),
            keep(
                "28 % to 35 % of newsletters are opened", "risk", 0.28, 0.35, 30, unit="percent",
                digits=1,
            ),
            Key("Readers who unsubscribe in a week: from 400 down to 150", "ahead", 400, 150, 30),
        ),
        parent="multichannel",
    ),
    Goal(
        "goals", "quarter", HR, "hr", "Everybody knows which goals matter this week",
        (
            rate("90 % of check-ins are in time", "risk", 0.5, 0.9, 50),
            steps(
                "Every team has been trained", "on", "Management", "Sales North", "Sales South",
                "Marketing", weight=30,
            ),
            keep("Goals take a team 15 to 30 minutes a week", "ahead", 15, 30, 20),
        ),
        commitment="committed", every="two_weeks",
    ),
)  # fmt: skip

CAMPAIGN = (
    Goal(
        "content", "campaign", MARKETING, "marketing_manager",
        "Lead the market in content marketing: 500,000 followers and 50 % more organic traffic in "
        "6 months",
        (
            kpi("500,000 followers", "followers", 420_000, 500_000, 40),
            kpi(
                "172,000 organic visits, 50 % more than in the six months before", "organic_visits",
                0, 172_000, 30, path="risk",
                obstacle="The search engine has changed its ranking again.",
            ),
            Key("120,000 downloads of our guides", "on", 0, 120_000, 20),
            Key("Cost of a follower from 90 cents down to 40", "off", 0.9, 0.4, 10, digits=2),
        ),
        parent="community", include=True,
        description="Leads, conversion rate and cost per lead are KPIs on the scorecard of the "
                    "department: the base. This is the push.",
    ),
    Goal(
        "blog", "campaign",
        person("marketing"),
        "marketing", "The page that everybody in the industry reads",
        (
            Key("24 articles by guests", "done", 0, 24, 40),
            yes("Quoted by a national newspaper", "done", 20),
            steps(
                "A magazine of our own", "done", "Concept", "First issue", "Second issue",
                weight=40,
            ),
        ),
        parent="content",
    ),
    Goal(
        "video", "campaign",
        person("marketing2"),
        "marketing2", "Explain the cloud in a minute",
        (
            Key("40,000 minutes watched", "stale", 0, 40_000, 40),
            Key("Cost of a video from 900 down to 400", "stale", 900, 400, 30, unit="money"),
            rate("60 % watch to the end", "stale", 0.35, 0.6, 30),
        ),
        parent="content", visibility="department",
    ),
)  # fmt: skip

NEXT = (
    Goal(
        "next_company", "next", COMPANY, "director", "Make staying easier than leaving",
        (
            kpi("45 % of revenue from existing customers", "existing_revenue_share", 0.38, 0.45),
            rate("95 % of contracts renewed", "silent", 0.88, 0.95),
            yes("Every customer has a named contact", "silent"),
        ),
        commitment="committed", include=True,
    ),
    Goal(
        "next_sales", "next", SALES, "director", "Customers call us before they call anybody else",
        (
            kpi("Win 70 % of the decided deals", "win_rate", 0.6, 0.7),
            Key("200 customers have a yearly review", "silent", 0, 200),
            keep("Between 1 and 2 visits to a customer a quarter", "silent", 1, 2),
        ),
        parent="next_company", include=True,
    ),
    Goal(
        "next_north", "next", NORTH, "manager", "Open two industries in the North",
        (
            deals("5 customers won in new industries", 5, 1, "count"),
            Key("40 first talks", "silent", 0, 40),
            steps("Material for each industry", "silent", "Logistics", "Clinics"),
        ),
        parent="next_sales",
    ),
    Goal(
        "next_speaking", "next",
        person("sales"),
        "sales", "Speak so that a room listens",
        (
            steps("A course in speaking", "silent", "First half", "Second half"),
            Key("3 talks given", "silent", 0, 3),
            Key("Fillers in a minute from 8 down to 2", "silent", 8, 2),
        ),
        parent="next_north", commitment="learning", visibility="private",
    ),
)  # fmt: skip

GOALS = YEAR + QUARTER + CAMPAIGN + PAST + NEXT
