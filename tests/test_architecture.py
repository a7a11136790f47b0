"""The rules of the house (docs/architecture.md), read from the source itself."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("api", "ingest", "index", "night", "terminal", "ui")
DOORS = ("lykta.py", "sections.py", "settings.py", "tomlfile.py", "ui_app.py", "wholefile.py")

MAY_IMPORT = {
    "ingest": {"ingest", "tomlfile", "wholefile"},
    "index": {"index", "ingest.models", "tomlfile", "wholefile"},
    "night": {"night", "ingest", "index", "settings", "tomlfile", "wholefile"},
    "terminal": {"terminal", "night", "ingest", "index", "settings"},
    "api": {"api", "night", "ingest", "index"},
    "ui": {"ui", "night", "ingest", "index", "settings", "api"},
    "settings.py": {"sections", "tomlfile"},
    "sections.py": set(),
    "tomlfile.py": set(),
    "wholefile.py": set(),
    "ui_app.py": {"ui", "night", "ingest", "index", "settings"},
}
OURS = {
    "ingest",
    "index",
    "night",
    "terminal",
    "ui",
    "sections",
    "settings",
    "tomlfile",
    "wholefile",
    "api",
    "lykta",
    "ui_app",
    "tests",
}

LIVES_ONLY_IN = {
    # package: where it may be imported
    "streamlit": ("ui/", "ui_app.py"),
    "bs4": ("ingest/pull/markup",),
    "lxml": ("ingest/extract/", "ingest/pull/markup"),
    "httpcore": ("ingest/pull/connection",),
    "feedparser": ("ingest/pull/feed",),
    "protego": ("ingest/pull/robots",),
    "pypdf": ("ingest/extract/",),
    "pypdfium2": ("ingest/extract/",),
    "tantivy": ("index/engines/tantivy", "index/evaluate"),
    "sqlalchemy": ("ingest/catalogue/",),
    "sqlite3": ("ingest/catalogue/",),
    "babel": ("ui/language", "ui/words"),
    "rispy": ("index/cite/",),
    "pybtex": ("index/cite/",),
    "citeproc": ("index/cite/",),
    "xlsxwriter": ("index/table",),
    "PIL": ("ingest/extract/ocr", "ingest/extract/image"),
    "rich": ("terminal/",),
    "watchfiles": ("night/watch",),
    "prometheus_client": ("night/metrics", "ui/health"),
}
LONG_FILES: dict[str, str] = {}
"""Files past 350 lines, each with its reason."""


def sources() -> list[Path]:
    """Return every Python file of the product."""
    found = [ROOT / door for door in DOORS if (ROOT / door).exists()]
    for room in ROOMS:
        found += sorted((ROOT / room).rglob("*.py"))
    return found


def imports(path: Path) -> Iterator[str]:
    """Yield the full name of everything a file imports."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def name_of(path: Path) -> str:
    """Return the path below the project, with "/" between folders."""
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", sources(), ids=name_of)
def test_a_room_imports_only_what_the_house_allows(path: Path) -> None:
    """Ingest knows nothing of index; index only ingest's models; both nothing of the doors."""
    room = name_of(path).split("/")[0]
    allowed = MAY_IMPORT.get(room, OURS - {"tests"})
    ours = {found for found in imports(path) if found.split(".")[0] in OURS}
    wrong = {
        found
        for found in ours
        if not any(
            found == door or found.startswith(f"{door}.") or f"{door}.".startswith(f"{found}.")
            for door in allowed
        )
    }

    assert not wrong


@pytest.mark.parametrize("path", sources(), ids=name_of)
def test_a_package_is_imported_only_where_it_lives(path: Path) -> None:
    """Each parser in its extract module, each engine in its adapter, SQL in the catalogue."""
    wrong = {
        found
        for found in imports(path)
        for package, homes in LIVES_ONLY_IN.items()
        if found.split(".")[0] == package and not name_of(path).startswith(homes)
    }

    assert not wrong


@pytest.mark.parametrize("path", sources(), ids=name_of)
def test_whoosh_is_imported_by_its_engine_and_by_the_query_parser(path: Path) -> None:
    """The engine is one module; qparser is the only other part of Whoosh in use."""
    homes = ("index/engines/whoosh", "index/query", "index/grammar")
    found = [name for name in imports(path) if name.split(".")[0] == "whoosh"]

    assert not found or name_of(path).startswith(homes)


@pytest.mark.parametrize("path", sources(), ids=name_of)
def test_of_groups_only_atomic_ones_are_possessive(path: Path) -> None:
    """Of any other, Python before 3.11.5 loses what it matched last (python/cpython#106052)."""
    calls = (one for one in ast.walk(ast.parse(path.read_bytes())) if isinstance(one, ast.Call))
    given = (call.args[0] for call in calls if ast.unparse(call.func) == "re.compile")
    patterns = [one.value for one in given if isinstance(one, ast.Constant)]
    texts = [one.decode() if isinstance(one, bytes) else str(one) for one in patterns]
    groups = [
        text[_opening(text, found.start()) :]
        for text in texts
        for found in re.finditer(r"(?<!\\)\)[*+?]\+", text)
    ]

    assert all(group.startswith("(?>") for group in groups)


def _opening(pattern: str, closing: int) -> int:
    """Return where the group opens that closes there."""
    depth = 0
    for at in range(closing, -1, -1):
        depth += {")": 1, "(": -1}.get(pattern[at], 0)
        if depth == 0:
            return at
    return 0


@pytest.mark.parametrize("path", sources(), ids=name_of)
def test_a_file_has_one_subject(path: Path) -> None:
    """More than 350 lines ask for a reason."""
    lines = len(path.read_text(encoding="utf-8").splitlines())

    assert lines <= 350 or name_of(path) in LONG_FILES


@pytest.mark.parametrize("path", sources(), ids=name_of)
def test_a_module_says_what_it_is(path: Path) -> None:
    """Every module opens with a sentence."""
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    "path", sorted((ROOT / "tests").glob("test_*.py")), ids=lambda path: path.name
)
def test_a_test_states_its_rule(path: Path) -> None:
    """Every test function has a docstring: the rule it keeps, in one sentence."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    silent = [
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
        and node.name.startswith("test_")
        and not ast.get_docstring(node)
    ]

    assert not silent
