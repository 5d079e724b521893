"""What pytest needs to test this repository as the Odoo module that it is.

* Files of the repository are imported as ``odoo.addons.kpi_okr.*``, whatever
  the folder of the clone is called.
* A skip fails the run, unless its reason starts with ``allowed:``; Odoo skips
  browser tests in silence where something is missing.
* With KPI_OKR_EVERY_FILE set, every test file must have run at least one test.
"""

import os
from pathlib import Path

import _pytest.pathlib
import pytest

REPO = Path(os.environ["KPI_OKR_REPO"])
PACKAGE = "odoo.addons.kpi_okr"
ALLOWED = "allowed:"

_executed: set[str] = set()


def _module_name(path: Path) -> str | None:
    try:
        relative = path.resolve().relative_to(REPO)
    except ValueError:
        return None
    parts = list(relative.with_suffix("").parts)
    if parts[-1:] == ["__init__"]:
        parts.pop()
    return ".".join([PACKAGE, *parts])


def _map_repository() -> None:
    original = _pytest.pathlib.resolve_pkg_root_and_module_name

    def resolve(path: Path, *, consider_namespace_packages: bool = False) -> tuple[Path, str]:
        name = _module_name(path)
        if name is None:
            return original(path, consider_namespace_packages=consider_namespace_packages)
        # The root goes onto sys.path; Odoo's is there already.
        return Path(os.environ["ODOO_HOME"]), name

    _pytest.pathlib.resolve_pkg_root_and_module_name = resolve


# After pytest-odoo, which patches the same function.
@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    _map_repository()


def _refuse_skip(report) -> None:
    if not report.skipped or hasattr(report, "wasxfail"):
        return
    reason = str(report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr)
    if reason.removeprefix("Skipped: ").startswith(ALLOWED):
        return
    report.outcome = "failed"
    report.longrepr = f"A skip whose reason does not start with {ALLOWED!r}: {reason}"


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport(item, call):
    report = yield
    _refuse_skip(report)
    return report


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_make_collect_report(collector):
    report = yield
    _refuse_skip(report)
    return report


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    allowed_skip = report.skipped and not hasattr(report, "wasxfail")
    if report.when == "call" or allowed_skip:
        _executed.add(report.nodeid.partition("::")[0])


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    if not os.environ.get("KPI_OKR_EVERY_FILE") or hasattr(session.config, "workerinput"):
        return
    if exitstatus not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
        return
    files = {path.relative_to(REPO).as_posix() for path in (REPO / "tests").rglob("test_*.py")}
    silent = sorted(files - _executed)
    if not silent:
        return
    session.exitstatus = pytest.ExitCode.TESTS_FAILED
    terminal = session.config.pluginmanager.get_plugin("terminalreporter")
    for name in silent:
        report = pytest.CollectReport(
            nodeid=name, outcome="failed", longrepr="no test of this file was run", result=[]
        )
        terminal.stats.setdefault("error", []).append(report)
