"""What every test may use."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

HERE = Path(__file__).parent

# The same examples every time; the heavy profile looks further.
settings.register_profile("default", deadline=None, derandomize=True)
settings.register_profile(
    "heavy",
    deadline=None,
    max_examples=5_000,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("default")


@pytest.fixture(scope="session")
def real_data() -> Path:
    """Folder of the real portal data; tests are skipped where it is absent."""
    given = os.environ.get("ZHENGWU_REAL_DATA")
    folder = Path(given) if given else HERE.parent.parent / "shared" / "data" / "real"
    if not (folder / "items.jsonl").exists():
        pytest.skip("real portal data not here; set ZHENGWU_REAL_DATA")
    return folder
