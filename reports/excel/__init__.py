"""Workbooks: pure layout (limits, formulas, book), what is read (data), and one file a sheet."""
