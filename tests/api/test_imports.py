"""Importing any part of the library changes nothing for the rest of the process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pkgutil import walk_packages

import zhengwu

SCRIPT = """
import json, sys

def state():
    import codecs, csv, decimal, gc, locale, logging, os, random, signal, socket, time
    import threading, warnings
    registered = []
    for name in ("zhengwu", "gb18030", "utf-8"):
        try:
            registered.append(codecs.lookup(name).name)
        except LookupError:
            registered.append(None)
    numpy = sys.modules.get("numpy")
    return {
        "csv field limit": csv.field_size_limit(),
        "csv dialects": csv.list_dialects(),
        "decimal context": repr(decimal.getcontext()),
        "decimal default": repr(decimal.DefaultContext),
        "locale": [locale.setlocale(getattr(locale, n)) for n in dir(locale)
                   if n.startswith("LC_") and n != "LC_ALL"],
        "warnings filters": [repr(f) for f in warnings.filters],
        "showwarning": warnings.showwarning.__module__,
        "random state": hash(random.getstate()),
        "numpy random state": None if numpy is None else repr(numpy.random.get_state()),
        "log handlers": [repr(h) for h in logging.getLogger().handlers],
        "log level": logging.getLogger().level,
        "log class": repr(logging.getLoggerClass()),
        "disabled logs": logging.root.manager.disable,
        "own loggers": [n for n in logging.root.manager.loggerDict if "zhengwu" in n],
        "recursion limit": sys.getrecursionlimit(),
        "digits of integers": sys.get_int_max_str_digits(),
        "switch interval": sys.getswitchinterval(),
        "codecs": registered,
        "hooks": [sys.excepthook is sys.__excepthook__,
                  sys.displayhook is sys.__displayhook__, sys.gettrace() is None,
                  sys.getprofile() is None, len(sys.meta_path), len(sys.path_hooks)],
        "path": sys.path,
        "streams": [sys.stdin is sys.__stdin__, sys.stdout is sys.__stdout__,
                    sys.stderr is sys.__stderr__, sys.stdout.encoding, sys.stdout.errors],
        "garbage collector": [gc.isenabled(), gc.get_threshold()],
        "environment": dict(os.environ),
        "directory": os.getcwd(),
        "umask": [os.umask(0o22), os.umask(0o22)][1],
        "signals": [repr(signal.getsignal(s)) for s in signal.valid_signals()],
        "socket timeout": socket.getdefaulttimeout(),
        "time zone": [time.tzname, time.timezone],
        "threads": threading.active_count(),
        "exit handlers": __import__("atexit")._ncallbacks(),
    }

for name in sys.argv[2:]:  # other libraries may change what they like
    __import__(name)
before = state()
for name in json.loads(sys.argv[1]):
    __import__(name)
after = state()
print(json.dumps([n for n in before if repr(before[n]) != repr(after[n])]))
"""

OTHERS = (
    "attrs",
    "cattrs",
    "chinese_calendar",
    "holidays",
    "dateutil.parser",
    "dateutil.relativedelta",
    "dateutil.rrule",
)
OPTIONAL = ("icalendar", "numpy", "python_calamine", "simpy", "xlsxwriter")


def is_installed(name: str) -> bool:
    """Whether an optional library is installed."""
    from importlib.util import find_spec

    return find_spec(name) is not None


def test_importing_every_module_changes_nothing_process_wide():
    """Limits, contexts, filters, seeds, loggers, codecs, hooks, signals, directories."""
    modules = [
        info.name
        for info in walk_packages(zhengwu.__path__, "zhengwu.")
        if not info.name.endswith("__main__")
    ]
    others = [*OTHERS, *filter(is_installed, OPTIONAL)]
    result = subprocess.run(
        [sys.executable, "-c", SCRIPT, json.dumps(modules), *others],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert json.loads(result.stdout) == []
