"""What every test may lean on: the shared seed documents, and nothing else."""

import os
from pathlib import Path

import pytest

pytest_plugins = ["tests.databases", "tests.mail_servers"]

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of seed plans and labels beside the checkout; absent only when said so aloud."""
    if SHARED.is_dir():
        return SHARED
    if os.environ.get("DUBAN_WITHOUT_SHARED"):
        pytest.skip("DUBAN_WITHOUT_SHARED is set: the seed documents are not beside this checkout")
    pytest.fail(f"the seed documents are not at {SHARED}; set DUBAN_WITHOUT_SHARED=1 to go without them")
