"""What users may rely on: public names, imports, packaging."""

from __future__ import annotations

import inspect
import re
import subprocess
import sys
from enum import Enum
from importlib import import_module
from importlib.metadata import metadata, requires
from importlib.resources import files
from pathlib import Path

import attrs
import pytest

import zhengwu
from zhengwu import _moved
from zhengwu.findings.errors import ZhengwuDeprecationWarning
from zhengwu.reforms import Where

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
PACKAGES = [
    f"zhengwu.{n}" for n in zhengwu.__all__ if inspect.ismodule(getattr(zhengwu, n))
]
IDENTIFIERS = [
    f"zhengwu.codes.{n}"
    for n in zhengwu.codes.__all__
    if inspect.ismodule(getattr(zhengwu.codes, n))
]
MODULES = [
    *PACKAGES,
    *IDENTIFIERS,
    "zhengwu.calendars.arrays",
    "zhengwu.calendars.ical",
    "zhengwu.limits.arrays",
    "zhengwu.lifecycle.arrays",
    "zhengwu.io.xlsx",
    "zhengwu.findings.errors",
]


def describe(name: str, value: object) -> list[str]:
    """Lines that change whenever something that a user relies on changes."""
    if isinstance(value, type) and issubclass(value, Enum):
        members = " ".join(f"{m.name}={m.value!r}" for m in value)
        return [f"{name} enum {members}"]
    if isinstance(value, type) and attrs.has(value):
        fields = ", ".join(
            f.name + ("" if f.default is attrs.NOTHING else "=…")
            for f in attrs.fields(value)
        )
        return [f"{name} value({fields})", *members_of(name, value)]
    if isinstance(value, type):
        return [f"{name} class", *members_of(name, value)]
    if inspect.isfunction(value):
        return [f"{name}{inspect.signature(value)}"]
    return [f"{name}: {type(value).__name__}"]


def members_of(name: str, cls: type) -> list[str]:
    lines = []
    for member, value in sorted(vars(cls).items()):
        if member.startswith("_"):
            continue
        if isinstance(value, staticmethod | classmethod):
            value = value.__func__  # noqa: PLW2901
        if inspect.isfunction(value):
            lines.append(f"{name}.{member}{inspect.signature(value)}")
        elif isinstance(value, property):
            lines.append(f"{name}.{member} property")
    return lines


def surface() -> str:
    lines: list[str] = []
    for module_name in MODULES:
        module = import_module(module_name)
        for name in module.__all__:
            lines += describe(f"{module_name}.{name}", getattr(module, name))
    text = "\n".join(lines) + "\n"
    return re.sub(r" at 0x[0-9a-f]+", "", text)


def test_public_surface_is_the_one_recorded():
    """A change here is a change for users: say so in the changelog.

    To record it: python tests/api/test_surface.py
    """
    assert surface() == (HERE / "public_api.txt").read_text("utf-8")


@pytest.mark.parametrize("name", MODULES)
def test_all_is_sorted_and_complete(name: str):
    """Names that exist, each once; ruff keeps the literal sorted."""
    module = import_module(name)
    assert len(set(module.__all__)) == len(module.__all__)
    for public in module.__all__:
        assert hasattr(module, public)


@pytest.mark.parametrize("name", MODULES)
def test_every_public_name_is_documented(name: str):
    """First line: the English phrase with the Chinese term in brackets."""
    module = import_module(name)
    assert re.search(r"[\u4e00-\u9fff]", module.__doc__ or "")
    for public in module.__all__:
        value = getattr(module, public)
        if not (inspect.isclass(value) or inspect.isfunction(value)):
            continue
        doc = inspect.getdoc(value)
        assert doc, f"{name}.{public}"
        if inspect.isclass(value):
            assert re.search(r"\([^)]*[\u4e00-\u9fff][^)]*\)", doc.splitlines()[0]), (
                f"{name}.{public}: {doc.splitlines()[0]}"
            )
            for member, attribute in vars(value).items():
                if inspect.isfunction(attribute) and not member.startswith("_"):
                    assert inspect.getdoc(attribute), f"{name}.{public}.{member}"


def test_every_public_class_has_a_row_in_the_glossary():
    """One English term for one Chinese term, and the same term in the docstring."""
    text = (ROOT / "docs" / "reference" / "glossary.md").read_text("utf-8")
    rows = [
        [c.strip() for c in r.split("|")[1:-1]] for r in text.splitlines() if "`" in r
    ]
    terms = {row[4].strip("`"): row[1] for row in rows}
    assert len(terms) == len(rows)
    classes = {
        name: getattr(import_module(module), name)
        for module in MODULES
        for name in import_module(module).__all__
        if inspect.isclass(getattr(import_module(module), name))
    }
    assert set(classes) - set(terms) == set()
    for name, cls in classes.items():
        first = (inspect.getdoc(cls) or "").splitlines()[0]
        assert terms[name] in first, (name, terms[name], first)


def loaded_by(statement: str) -> set[str]:
    """Top-level modules that a statement loads beyond a bare interpreter's."""
    code = (
        "import sys; before = set(sys.modules); "
        f"{statement}; "
        "print(' '.join({m.partition('.')[0] for m in set(sys.modules) - before}))"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-c", code], capture_output=True, check=True, text=True
    )
    return set(done.stdout.split()) - set(sys.stdlib_module_names)


def test_import_loads_nothing_else():
    """The root is lazy; each package loads only what it needs."""
    assert loaded_by("import zhengwu") == {"zhengwu"}
    assert loaded_by("import zhengwu; zhengwu.__version__; dir(zhengwu)") == {"zhengwu"}
    ours = {"zhengwu", "attr", "attrs"}
    assert loaded_by("import zhengwu.calendars") == ours
    assert loaded_by("import zhengwu.codes") == ours
    limits = ours | {"dateutil", "six"}
    assert loaded_by("import zhengwu.limits") - {"_distutils_hack"} <= limits
    assert loaded_by("import zhengwu.audit") <= limits
    published = (
        "from datetime import date; import zhengwu.calendars as c; "
        "c.china_calendar().day(date(2026, 10, 1))"
    )
    assert loaded_by(published) == ours | {"chinese_calendar"}


def test_moved_names_still_work_and_say_where_they_went():
    """Until 0.2.0 is cut."""
    for package, places in _moved._MOVED.items():
        for place, names in places.items():
            for entry in names.replace("*", "").split():
                old, _, new = entry.partition("=")
                with pytest.warns(
                    ZhengwuDeprecationWarning, match=re.escape(old)
                ) as told:
                    value = getattr(import_module(package), old)
                holder = (
                    import_module(place) if place != "zhengwu.reforms.Where" else Where
                )
                assert value == getattr(holder, new or old)
                assert told[0].filename == __file__
    with pytest.warns(ZhengwuDeprecationWarning, match="use zhengwu.reforms.CutLimit"):
        assert zhengwu.scenario.CutLimit is zhengwu.reforms.CutLimit


def test_unknown_attribute():
    """As for any module."""
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        zhengwu.nothing  # noqa: B018
    assert "calendars" in dir(zhengwu)


def test_packaging():
    """Typed, versioned, licensed, with the run-time dependencies agreed."""
    assert files("zhengwu").joinpath("py.typed").is_file()
    about = metadata("zhengwu")
    assert about["Version"] == zhengwu.__version__
    assert about["License-Expression"] == "Apache-2.0"
    needed = {
        re.split(r"[<>=~! ;]", line)[0]
        for line in requires("zhengwu") or []
        if "extra ==" not in line
    }
    assert needed == {
        "attrs",
        "cattrs",
        "chinese-calendar",
        "holidays",
        "python-dateutil",
    }


def test_no_addresses_in_constraints():
    """name==version and nothing else."""
    found = sorted((ROOT / "constraints").glob("*.txt"))
    assert found
    for path in found:
        for line in path.read_text("utf-8").splitlines():
            assert re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.+!]+", line), line
    assert not list(ROOT.glob("uv.lock")) + list(ROOT.glob("pylock*.toml"))


def test_readmes_give_the_same_two_commands():
    """And the continuous check runs what they say."""
    english, chinese = (
        re.findall(
            r"^python3 -m venv .*$", (ROOT / name).read_text("utf-8"), re.MULTILINE
        )
        for name in ("README.md", "README.zh-CN.md")
    )
    assert len(english) == 2
    assert [line.removesuffix(" --lang en") for line in english] == chinese


if __name__ == "__main__":
    (HERE / "public_api.txt").write_text(surface(), "utf-8")
