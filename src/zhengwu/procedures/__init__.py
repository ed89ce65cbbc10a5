"""Procedures of halls, hotlines and supervision offices, each a table with its law (各类办理程序).

>>> from zhengwu.procedures import procedure_names
>>> "hotline" in procedure_names()
True
"""

from zhengwu.procedures._shipped import (
    local_times,
    procedure,
    procedure_names,
    procedure_text,
)

__all__ = ["local_times", "procedure", "procedure_names", "procedure_text"]
