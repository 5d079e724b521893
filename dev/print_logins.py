"""Prints the demo logins, tab-separated lines of role, login and password, as a table."""

import sys
from pathlib import Path

lines = Path(sys.argv[1]).read_text(encoding="utf-8").splitlines()
rows = [line.split("\t") for line in lines if line.strip() and not line.startswith("#")]
if not rows or any(len(row) != 3 for row in rows):
    sys.exit(f"{sys.argv[1]}: each line needs a role, a login and a password, between tabs")
if [cell.lower() for cell in rows[0]] != ["role", "login", "password"]:
    rows.insert(0, ["role", "login", "password"])
widths = [max(len(row[column]) for row in rows) for column in range(3)]
rows.insert(1, ["-" * width for width in widths])
for row in rows:
    cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=True)]
    print(f"  {'  '.join(cells).rstrip()}")
