"""The walls of the house: who may import whom, who may write SQL, and how long a file is."""

import ast
import sys
from pathlib import Path

from odoo.tests import BaseCase, tagged

ROOT = Path(__file__).resolve().parents[1]
MAX_LINES = 420
# What the files of a room may import besides the standard library and their own room.
# A name with a dot in front is another room of this module.
ROOMS = {
    "scoring": set(),
    "models": {"odoo", "psycopg2", "dateutil", "markupsafe", ".scoring"},
    # A dialog may show "no data" as its model does; what it does is a call of a model.
    "wizards": {"odoo", ".models.optional_float"},
    "controllers": {"odoo", "werkzeug"},
    "reports": {"odoo", "openpyxl", "xlsxwriter", ".scoring"},
    "demo": {"odoo", "dateutil"},
}
SQL_FILES = ("reports/", "migrations/", "models/goal_engine")
RUNS_TEXT = {"eval", "exec", "compile", "safe_eval", "test_python_expr", "__import__"}
SENDS_SQL = {"execute", "execute_query", "execute_query_dict", "executemany", "copy_from"}
NOW = {"today", "now", "context_today"}


def imports_of(tree, package):
    """Every module that is imported, relative ones as ``.room.file`` from the module's root."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.module
        elif isinstance(node, ast.ImportFrom):
            parts = package[: len(package) - node.level + 1]
            base = ".".join(["", *parts, *(node.module or "").split(".")]).rstrip(".")
            yield from [base] if node.module else [f"{base}.{a.name}" for a in node.names]


def crossed_walls(name, tree):
    """The imports of the file ``name`` (from the root) that its room doesn't allow."""
    *package, _file = name.split("/")
    room = package[0]
    allowed = ROOMS[room] | sys.stdlib_module_names | {f".{room}"}
    for module in imports_of(tree, package):
        if "kpi_okr" in module:
            yield f"{name}: imports {module} by its absolute name"
        elif not any(module == a or module.startswith(f"{a}.") for a in allowed):
            yield f"{name}: imports {module}"


def called(node):
    function = node.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def dangers(name, tree):
    """Text that is run, SQL out of its rooms, and defaults frozen when the file is read."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        function = called(node)
        is_method = isinstance(node.func, ast.Attribute)
        if function in RUNS_TEXT and not (is_method and function == "compile"):
            yield f"{name}:{node.lineno}: {function}() runs text"
        if function in SENDS_SQL and not name.startswith(SQL_FILES):
            yield f"{name}:{node.lineno}: {function}() sends SQL"
        for keyword in node.keywords:
            frozen = keyword.arg == "default" and isinstance(keyword.value, ast.Call)
            if frozen and called(keyword.value) in NOW:
                yield f"{name}:{node.lineno}: a default that is frozen when the file is read"


def model_names(tree):
    """(_name, _inherit) of each model in a file."""
    for node in tree.body:
        if not isinstance(node, ast.ClassDef):
            continue
        values = {
            target.id: ast.literal_eval(statement.value)
            for statement in node.body
            if isinstance(statement, ast.Assign)
            for target in statement.targets
            if isinstance(target, ast.Name) and target.id in ("_name", "_inherit")
        }
        if values:
            yield values.get("_name"), values.get("_inherit")


def misplaced_models(name, tree):
    found = list(model_names(tree))
    if len(found) > 1:
        yield f"{name}: {len(found)} models in one file"
    for own, inherited in found:
        model = own or inherited
        if not Path(name).stem.startswith(model.replace(".", "_")):
            yield f"{name}: holds {model}"


def python_files(*rooms):
    for room in rooms:
        for path in sorted((ROOT / room).rglob("*.py")):
            yield path.relative_to(ROOT).as_posix(), ast.parse(path.read_text())


@tagged("post_install", "-at_install")
class TestLayers(BaseCase):
    def assert_none(self, wrong):
        self.assertEqual("\n".join(wrong), "")

    def test_walls(self):
        files = list(python_files(*ROOMS))
        self.assertGreater(len(files), 40)
        self.assert_none(wrong for file in files for wrong in crossed_walls(*file))

    def test_dangers(self):
        files = python_files(*(room for room in ROOMS if room != "demo"))
        self.assert_none(wrong for file in files for wrong in dangers(*file))

    def test_one_model_a_file(self):
        files = python_files("models", "wizards", "reports", "demo")
        self.assert_none(wrong for file in files for wrong in misplaced_models(*file))

    def test_length(self):
        files = [p for room in ROOMS for p in (ROOT / room).rglob("*.py")]
        files += (ROOT / "static" / "src").rglob("*.js")
        lengths = {p.relative_to(ROOT): len(p.read_text().splitlines()) for p in files}
        self.assertFalse({p: n for p, n in lengths.items() if n > MAX_LINES})

    def test_every_test_is_loaded(self):
        """Odoo's loader runs what tests/__init__.py imports; the pure tests stay out of it."""
        tests = ROOT / "tests"
        init = ast.parse((tests / "__init__.py").read_text())
        loaded = {alias.name for node in ast.walk(init) if isinstance(node, ast.ImportFrom)
                  for alias in node.names}  # fmt: skip
        files = {path.stem for path in tests.glob("test_*.py")}
        of_odoo = {name for name in files if not name.startswith("test_scoring")}
        self.assertEqual(loaded, of_odoo)

    def test_every_model_is_loaded(self):
        for room in ("models", "wizards", "reports", "controllers"):
            files = {p.stem for p in (ROOT / room).glob("*.py")} - {"__init__"}
            if not files:
                continue
            init = ast.parse((ROOT / room / "__init__.py").read_text())
            loaded = {module.rpartition(".")[2] for module in imports_of(init, [room])}
            helpers = {
                name
                for name in files
                if not any(model_names(ast.parse((ROOT / room / f"{name}.py").read_text())))
            }
            self.assertEqual(files - helpers - loaded, set(), room)

    def test_a_crossed_wall_is_seen(self):
        for name, text in [
            ("scoring/x.py", "import odoo"),
            ("scoring/x.py", "from odoo.fields import Domain"),
            ("scoring/x.py", "from ..models import goal_cycle"),
            ("scoring/x.py", "import numpy"),
            ("models/x.py", "from ..wizards.goal_cycle_reopen import GoalCycleReopen"),
            ("models/x.py", "from .. import reports"),
            ("models/x.py", "def f():\n    import requests"),
            ("models/x.py", "from odoo.addons.kpi_okr.scoring import progress"),
            ("wizards/x.py", "from ..models.goal_engine import GoalEngine"),
            ("wizards/x.py", "from ..scoring import progress"),
            ("reports/x.py", "from ..models import goal_cycle"),
        ]:
            self.assertEqual(len(list(crossed_walls(name, ast.parse(text)))), 1, text)
        for name, text in [
            ("models/x.py", "self.env.cr.execute('SELECT 1')"),
            ("wizards/x.py", "env.execute_query(SQL('SELECT 1'))"),
            ("models/x.py", "eval(self.domain)"),
            ("reports/x.py", "safe_eval(self.domain)"),
            ("models/x.py", "date = fields.Date(default=fields.Date.today())"),
        ]:
            self.assertEqual(len(list(dangers(name, ast.parse(text)))), 1, text)
        for text in [
            "class A(M):\n    _name = 'a.b'",
            "class A(M):\n    _name = 'goal.x'\nclass B(M):\n    _name = 'goal.x.y'",
        ]:
            self.assertTrue(list(misplaced_models("models/goal_x.py", ast.parse(text))), text)
        for name, text in [
            ("models/x.py", "from ..scoring import progress\nfrom .y import z\nimport ast"),
            ("wizards/x.py", "from ..models.optional_float import OptionalFloat"),
            ("scoring/x.py", "from .numbers import total\nfrom typing import Final"),
        ]:
            self.assertFalse(list(crossed_walls(name, ast.parse(text))), text)
