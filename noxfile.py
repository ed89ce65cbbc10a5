"""One session for each check; see CONTRIBUTING.md."""

import nox

nox.options.sessions = ["lint", "typing", "layers", "tests", "bare"]
nox.options.default_venv_backend = "venv"

CONSTRAINTS = ("-c", "constraints/py311.txt")


def _install(session: nox.Session, extra: str) -> None:
    session.install(*CONSTRAINTS, f".[{extra}]")


@nox.session
def lint(session: nox.Session) -> None:
    """Rules and formatting."""
    _install(session, "dev")
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")


@nox.session
def typing(session: nox.Session) -> None:
    """Types, in the library and as users see them."""
    _install(session, "dev")
    session.run("mypy")
    session.run("basedpyright")
    session.run("basedpyright", "--verifytypes", "zhengwu", "--ignoreexternal")


@nox.session
def layers(session: nox.Session) -> None:
    """Who may import whom."""
    _install(session, "dev")
    session.run("lint-imports")


@nox.session
def tests(session: nox.Session) -> None:
    """Tests with all extras, against the built wheel."""
    _install(session, "dev")
    session.run("pytest", *session.posargs)


@nox.session
def bare(session: nox.Session) -> None:
    """Tests with no extras installed."""
    _install(session, "test")
    session.run("pytest", *session.posargs)


@nox.session
def fuzz(session: nox.Session) -> None:
    """Mutated files for each reader, ten minutes each."""
    _install(session, "dev")
    session.run("pytest", "tests/property/test_fuzz.py", env={"ZHENGWU_FUZZ": "600"})


@nox.session
def property(session: nox.Session) -> None:  # noqa: A001  # the session's name
    """Hypothesis with many more examples."""
    _install(session, "dev")
    session.run("pytest", "tests/property", "--hypothesis-profile=heavy")


@nox.session
def coverage(session: nox.Session) -> None:
    """Branch coverage."""
    _install(session, "dev")
    session.run("coverage", "run", "-m", "pytest")
    session.run("coverage", "report", "--show-missing", "--skip-covered")


@nox.session
def bench(session: nox.Session) -> None:
    """Speed beside the peers, in one run."""
    _install(session, "dev")
    session.run("pytest", "benchmarks", "--benchmark-disable-gc")


@nox.session
def docs(session: nox.Session) -> None:
    """Write the generated pages anew, run the notebooks, build the site."""
    _install(session, "dev")
    session.install(*CONSTRAINTS, ".[docs]")
    session.run("python", "docs/generate.py")
    session.run("sphinx-build", "-W", "-E", "docs", "docs/_build/html")
    session.run(
        *("python", "-m", "pagefind", "--site", "docs/_build/html"),
        *("--root-selector", "article", "--exclude-selectors", ".headerlink"),
    )
