"""The units in docs/ are ones that systemd takes."""

import shutil
import subprocess
from pathlib import Path

import pytest

DOCS = Path(__file__).resolve().parent.parent / "docs"


def test_systemd_takes_the_units(tmp_path: Path) -> None:
    """Only the program's place and its user are this machine's."""
    if shutil.which("systemd-analyze") is None:
        pytest.skip("there is no systemd-analyze here")
    units = []
    for unit in sorted((*DOCS.glob("*.service"), *DOCS.glob("*.timer"))):
        text = unit.read_text(encoding="utf-8").replace("/opt/lykta/.venv/bin/lykta", "/bin/true")
        (tmp_path / unit.name).write_text(text.replace("User=lykta", "User=root"), encoding="utf-8")
        units.append(str(tmp_path / unit.name))
    found = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *units],
        capture_output=True,
        text=True,
        check=False,
    )

    assert len(units) == 3
    told = [line for line in found.stderr.splitlines() if "lykta" in line]
    assert (found.returncode, told) == (0, [])
