"""The package itself: its doctests, its independence, its public names."""

import ast
import doctest
import importlib
import os
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

from .. import scoring

ROOT = Path(scoring.__file__).resolve().parents[1]
SOURCES = sorted(Path(scoring.__file__).parent.rglob("*.py"))
MODULES = sorted(module.name for module in pkgutil.walk_packages(scoring.__path__))
MAX_LINES = 400

ISOLATED_IMPORT = """
import sys
sys.path.insert(0, sys.argv[1])
import scoring
foreign = {name.partition(".")[0] for name in sys.modules}
print(sorted(foreign - set(sys.stdlib_module_names) - {"scoring", "__main__"}))
print(scoring.progress(0, 100, 20), scoring.__file__)
"""


def parsed(path):
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def source_ids():
    return [path.stem for path in SOURCES]


def test_every_module_is_found():
    assert len(MODULES) >= 9
    assert {path.stem for path in SOURCES} == {*MODULES, "__init__"}


@pytest.mark.parametrize("name", MODULES)
def test_doctests(name):
    module = importlib.import_module(f"{scoring.__name__}.{name}")
    result = doctest.testmod(module)
    assert result.attempted, f"scoring/{name}.py has no doctest"
    assert not result.failed


@pytest.mark.parametrize("path", SOURCES, ids=source_ids())
def test_imports_only_the_standard_library(path):
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.ImportFrom):
            if node.level:
                assert node.level == 1, f"{path.name}:{node.lineno} leaves the package"
                continue
            names = [node.module]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        else:
            continue
        for name in names:
            assert name.partition(".")[0] in sys.stdlib_module_names, f"{path.name}: {name}"


@pytest.mark.parametrize("path", SOURCES, ids=source_ids())
def test_does_not_know_what_today_is(path):
    clocks = {"today", "now", "utcnow", "time", "monotonic"}
    asked = {node.attr for node in ast.walk(parsed(path)) if isinstance(node, ast.Attribute)}
    assert not asked & clocks


@pytest.mark.parametrize("path", SOURCES, ids=source_ids())
def test_never_runs_text_as_python(path):
    called = {
        node.func.id
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    assert not called & {"eval", "exec", "compile", "__import__", "getattr"}


@pytest.mark.parametrize("path", SOURCES, ids=source_ids())
def test_files_stay_small(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) < MAX_LINES


def test_imports_without_odoo_and_without_site_packages(tmp_path):
    run = subprocess.run(
        [sys.executable, "-I", "-S", "-B", "-W", "error", "-c", ISOLATED_IMPORT, str(ROOT)],
        capture_output=True,
        check=False,
        cwd=tmp_path,
        text=True,
        timeout=60,
    )
    assert run.returncode == 0, run.stderr
    foreign, figure = run.stdout.splitlines()
    assert foreign == "[]"
    assert figure == f"0.2 {ROOT / 'scoring' / '__init__.py'}"


def test_imports_from_the_root_of_the_repository():
    run = subprocess.run(
        [sys.executable, "-B", "-c", "import scoring"],
        capture_output=True,
        check=False,
        cwd=ROOT,
        env={name: value for name, value in os.environ.items() if name != "PYTHONSAFEPATH"},
        text=True,
        timeout=60,
    )
    assert run.returncode == 0, run.stderr


def test_public_names_exist_once_and_are_documented():
    assert len(scoring.__all__) == len(set(scoring.__all__))
    for name in scoring.__all__:
        public = getattr(scoring, name)
        if callable(public) and getattr(public, "__module__", "").startswith(scoring.__name__):
            assert (public.__doc__ or "").strip(), f"{name} has no docstring"


def test_names_of_the_contract_are_public():
    contract = """
        progress attainment clamp weighted_mean milestone_progress range_progress expected_share
        pace_status run_rate payout marginal_payout Formula
    """
    for name in contract.split():
        assert callable(getattr(scoring, name)), name
        assert name in scoring.__all__
