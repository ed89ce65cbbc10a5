"""Rows of tables: CSV, Excel and OpenDocument (表格)."""
