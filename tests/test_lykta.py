"""The command line, from a folder of real files to its JSON, through the real rooms."""

import json
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path
from subprocess import PIPE, Popen
from typing import Any

import pytest

import lykta
from index import cite, standing
from terminal import commandline

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the starter collection, read and indexed."""
    root = tmp_path_factory.mktemp("lykta")
    shutil.copytree(ROOT / "corpus", root / "corpus")
    (root / "lykta.toml").write_text("[ingest]\nsettle_seconds = 0\n", encoding="utf-8")
    (root / "corpus" / "trasig.pdf").write_bytes(b"%PDF-1.7\nbroken")

    assert lykta.main(["-C", str(root), "reindex"]) == 1  # done, and one file worth a look
    return root


@pytest.fixture
def ask(folder: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    """Return a function that runs a command with --json and gives exit code and document."""

    def run(*arguments: str) -> tuple[int, Any]:
        capsys.readouterr()
        code = lykta.main(["-C", str(folder), "--json", *arguments])
        return code, json.loads(capsys.readouterr().out)

    return run


def test_search_gives_the_design_s_json(ask: Any) -> None:
    """Every key that other programs rely on is there, with its type."""
    code, found = ask("search", "människohandeln med barn")

    assert code == 0
    assert set(found) >= {
        "query", "understood", "relaxed", "notes", "total", "took_ms", "suggestion", "facets",
        "hits",
    }  # fmt: skip
    assert found["total"] >= 1
    hit = found["hits"][0]
    assert set(hit) == {"document", "score", "passages", "title_marks", "spelled_like"}
    assert set(hit["document"]) >= {
        "id", "title", "path", "url", "published", "publisher", "kind", "topics", "identifiers",
    }  # fmt: skip
    passage = hit["passages"][0]
    assert all(0 <= start < end <= len(passage["text"]) for start, end in passage["marks"]), passage
    assert passage["marks"]


def test_all_forms_of_a_word_find_the_same_documents(ask: Any) -> None:
    """A person who sees other totals for another form of the word stops trusting the search."""
    totals = {
        ask("search", form)[1]["strict_total"] for form in ("människohandel", "människohandeln")
    }

    assert len(totals) == 1


def test_json_and_directory_are_taken_after_the_command(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`lykta status --json -C DIR` is `lykta -C DIR --json status`."""
    capsys.readouterr()

    assert lykta.main(["status", "--json", "-C", str(folder)]) == 0
    assert json.loads(capsys.readouterr().out)["documents"] >= 15


def test_a_file_that_did_not_come_in_is_listed_with_what_to_do(ask: Any) -> None:
    """`failures` names the file, the reason and the next step, and exits with 1."""
    code, found = ask("failures")

    assert code == 1
    assert [failure["path"] for failure in found] == ["trasig.pdf"]
    assert found[0]["reason"] == "corrupt"
    assert found[0]["tries"] >= 1
    assert found[0]["advice"]


def test_filters_narrow_the_result(ask: Any) -> None:
    """Kind, publisher, topic and dates are exact filters."""
    _, found = ask("search", "människohandel", "--kind", "riktlinje", "--from", "2024")

    assert found["total"] >= 1
    assert {hit["document"]["kind"] for hit in found["hits"]} == {"riktlinje"}
    assert all(hit["document"]["published"] >= "2024" for hit in found["hits"])


def test_show_gives_a_document_with_the_origin_of_its_values(ask: Any) -> None:
    """A path in corpus/ is as good as an id."""
    code, found = ask("show", "rapporter/samordning-barn.pdf")

    assert code == 0
    assert found["title"] == "Samordnat stöd till barn som utsatts för människohandel"
    assert found["published"] == "2024-05-08"
    assert found["publisher"] == "Exempelmyndigheten"
    assert found["origins"]["publisher"] == "sidecar"
    assert {block["page"] for block in found["blocks"]} == {1, 2, 3, 4, 5}


def test_an_unknown_document_is_told(ask: Any, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 2, with what to do."""
    code, found = ask("show", "nosuch")

    assert code == 2
    assert "nosuch" in found["message"]


def test_topics_count_what_is_under_them(ask: Any) -> None:
    """A broader topic holds at least what any topic under it holds."""
    _, topics = ask("topics")
    counts = {topic["id"]: topic["documents"] for topic in topics}

    assert sum(counts.values()) > 0
    assert all(
        counts[topic["broader"]] >= topic["documents"] for topic in topics if topic["broader"]
    )


def test_a_rule_is_tried_and_says_what_it_would_do(ask: Any) -> None:
    """What comes, goes and stays, with the first documents of each; nothing is changed."""
    code, found = ask("topics", "try", "samverkan", "--rule", "titel:betänketid")
    _, as_it_is = ask("topics", "try", "Samverkan och samordning")
    refused, wrong = ask("topics", "try", "samverkan", "--rule", "titl:x1234")

    assert (code, found["saved"]) == (0, False)
    assert found["comes"] == len(found["coming"]) > 0
    assert found["goes"] == len(found["going"]) > 0
    assert (as_it_is["comes"], as_it_is["goes"]) == (0, 0)
    assert refused == 2
    assert "unknown field" in wrong["message"]


def test_a_topic_that_is_not_there_is_told(ask: Any) -> None:
    """Exit code 2, with the topics there are."""
    code, found = ask("topics", "try", "nosuch")

    assert code == 2
    assert "sexkop" in found["message"]


def test_the_tree_is_exported_as_turtle(ask: Any) -> None:
    """One text that other programs read."""
    _, found = ask("topics", "--skos")

    assert "a skos:Concept" in found["turtle"]


def test_check_finds_all_in_order(ask: Any) -> None:
    """After a run, corpus, catalogue and index agree."""
    code, found = ask("check")

    assert code == 0, found
    assert found["problems"] == []


def test_a_second_run_reads_nothing(ask: Any) -> None:
    """Only what changed is read and indexed."""
    before = ask("status")[1]["revision"]
    _, night = ask("reindex")

    assert night["ingest"]["new"] == 0
    assert night["ingest"]["changed"] == 0
    assert night["revision"] == before


def test_the_last_line_of_a_night_says_it_all(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """For who reads one line of a log: how long, what came, changed, went and failed, what is held.

    A file that failed earlier is no failure of this night.
    """
    (folder / "corpus" / "brev.txt").write_text("Brev om kaffe\n", encoding="utf-8")
    (folder / "corpus" / "tom.txt").touch()
    codes = [lykta.main(["-C", str(folder), "reindex"])]
    said = [capsys.readouterr().out.splitlines()[-1]]
    for name in ("brev.txt", "tom.txt"):
        (folder / "corpus" / name).unlink()
    codes.append(lykta.main(["-C", str(folder), "reindex"]))
    said.append(capsys.readouterr().out.splitlines()[-1])
    lines = [
        re.fullmatch(
            r"done in \d+\.\d s: (\d+) new, 0 changed, (\d+) gone, (\d+) failed; (\d+) documents",
            line,
        )
        for line in said
    ]

    assert codes == [1, 0]
    assert [line and line.groups()[:3] for line in lines] == [("1", "0", "1"), ("0", "1", "0")]
    assert all(lines)
    assert int(lines[0][4]) - int(lines[1][4]) == 1  # type: ignore[index]  # none of them is None


def test_explain_names_the_words_that_matched(ask: Any) -> None:
    """A hit can say which words matched, in which form and field."""
    _, found = ask("search", "betänketiden")
    code, explained = ask("explain", "betänketiden", found["hits"][0]["document"]["id"])

    assert code == 0
    assert any("betänketid" in json.dumps(word, ensure_ascii=False) for word in explained["words"])


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["search", "barn", "--from", "2019-13"], ["2019-13", "2019-05", "lykta search --help"]),
        (["search", "barn", "--limit", "ten"], ["--limit", "ten"]),
        (["search"], ["QUERY"]),
        (["nosuch"], ["nosuch", "reindex"]),
        ([], ["COMMAND", "lykta --help"]),
    ],
)
def test_a_command_that_cannot_be_understood_is_told_as_json_too(
    ask: Any, arguments: list[str], expected: list[str]
) -> None:
    """A program that asked for JSON gets one document whatever it asked."""
    code, found = ask(*arguments)

    assert (code, found["error"]) == (2, "UsageError")
    assert all(part in found["message"] for part in expected), found["message"]


def test_a_page_past_the_last_says_which_is_the_last(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Other words would not help."""
    capsys.readouterr()
    lykta.main(["-C", str(folder), "search", "människohandel", "--page", "99", "--limit", "100"])

    assert "there is no page 99; the last is 1" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("limit", "said"),
    [
        (["--topic", "barnn"], "no document has the topic 'barnn'; did you mean 'barn'?"),
        (["--topic", "Barn och unga"], "did you mean 'barn'?"),
        (["--publisher", "exempelmyndighet"], "did you mean 'Exempelmyndigheten'?"),
        (["--publisher", "Xyz"], "no document has the publisher 'Xyz'\n"),
    ],
)
def test_a_limit_that_no_document_meets_is_told_with_the_nearest(
    limit: list[str], said: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Fewer words would not help."""
    capsys.readouterr()
    lykta.main(["-C", str(folder), "search", "barn", *limit])
    told = capsys.readouterr().out

    assert said in told
    assert "fewer words" not in told


def test_a_folder_that_is_not_there_is_told_and_not_made(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A misspelled -C must not leave a new folder behind."""
    code = lykta.main(["-C", str(tmp_path / "nosuch"), "status"])

    assert code == 2
    assert "nosuch" in capsys.readouterr().err
    assert not (tmp_path / "nosuch").exists()


@pytest.mark.parametrize("form", [[], ["--json"]])
def test_who_has_read_enough_is_no_failure(form: list[str], folder: Path) -> None:
    """`lykta topics --skos | head` ends as it would have, and says nothing on standard error."""
    command = [sys.executable, "-c", "import sys, lykta; sys.exit(lykta.main())", "-C", str(folder)]
    with Popen([*command, *form, "topics", "--skos"], stdout=PIPE, stderr=PIPE, cwd=ROOT) as ran:
        assert ran.stdout
        assert ran.stderr
        ran.stdout.close()
        said = ran.stderr.read().decode()

    assert (ran.returncode, said) == (0, "")


@pytest.mark.parametrize(
    "line",
    [
        ["topics", "try"],
        ["topics", "--save"],
        ["topics", "--rule", "titel:barn"],
        ["search", "barn", "--kind", "Rapport"],
        ["serve", "--port", "70000"],
        ["serve", "--port", "-1"],
        ["reindex", "--wait", "nan"],
        ["reindex", "--wait", "-1"],
    ],
)
def test_what_would_be_overlooked_is_refused(line: list[str], ask: Any) -> None:
    """An option that would do nothing, or a value that nothing can have, is an error."""
    code, found = ask(*line)

    assert (code, found["error"]) == (2, "UsageError")


def test_a_page_that_is_not_there_is_not_cited(ask: Any) -> None:
    """A reference to a page that a document lacks would send readers to nothing."""
    document = ask("search", "typ:rapport barn")[1]["hits"][0]["document"]["id"]

    for page in ("0", "-3", "9999"):
        code, found = ask("cite", document, "--page", page)

        assert (code, found["error"]) == (2, "QueryError"), page


@pytest.mark.parametrize("zone", ["Etc/GMT+12", "Etc/GMT-14"])
def test_a_citation_is_of_the_day_in_sweden(
    ask: Any, zone: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the machine's clock is set to; in one of these places it is another day."""
    document = ask("search", "typ:rapport barn")[1]["hits"][0]["document"]["id"]
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        cited = json.loads(ask("cite", document, "--format", "csl")[1]["text"])
    finally:
        monkeypatch.undo()
        time.tzset()

    day = standing.today()
    assert cited[0]["accessed"]["date-parts"] == [[day.year, day.month, day.day]]


@pytest.mark.parametrize("line", [["status"], ["reindex"], ["search", "barn"], ["serve"]])
def test_a_folder_that_is_no_collection_is_refused(
    line: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Who stands in the wrong folder is told so, and nothing is made there."""
    code = lykta.main(["-C", str(tmp_path), *line])

    assert code == 2
    assert "holds no collection" in capsys.readouterr().err
    assert not [*tmp_path.iterdir()]


@pytest.mark.parametrize("form", [[], ["--json"]])
def test_an_answer_that_does_not_fit_on_the_disk_is_told(form: list[str], folder: Path) -> None:
    """In one line, with the code of what could not be done."""
    command = [sys.executable, "-c", "import sys, lykta; sys.exit(lykta.main())", "-C", str(folder)]
    line = [*command, *form, "status"]
    with (
        Path("/dev/full").open("w") as full,
        Popen(line, stdout=full, stderr=PIPE, cwd=ROOT) as ran,
    ):
        said = ran.communicate()[1]

    assert ran.returncode == 2
    assert re.fullmatch(rb"lykta: the answer could not be written \(.+\)\n", said)


def test_a_terminal_of_another_encoding_stops_no_answer(folder: Path) -> None:
    """What it lacks is a question mark; JSON is UTF-8 all the same."""
    command = [sys.executable, "-c", "import sys, lykta; sys.exit(lykta.main())", "-C", str(folder)]
    narrow = {**os.environ, "PYTHONIOENCODING": "ascii"}
    people, programs = (
        subprocess.check_output([*command, *form, "search", "människohandel"], env=narrow)
        for form in ([], ["--json"])
    )

    assert b"m?nniskohandel" in people
    assert json.loads(programs)["query"] == "människohandel"


def test_topics_that_cannot_be_read_are_not_shown_as_none(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The message names the file and the line."""
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "topics.toml").write_text("[barn\n", encoding="utf-8")

    code = lykta.main(["-C", str(tmp_path), "topics"])

    assert code == 2
    assert "topics.toml, line 1" in capsys.readouterr().err


def test_a_document_is_shown_with_its_whole_digest(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A narrow terminal breaks the line, and drops nothing of it."""
    capsys.readouterr()
    lykta.main(["-C", str(folder), "show", "rapporter/samordning-barn.pdf"])
    shown = "".join(capsys.readouterr().out.split())
    lykta.main(["-C", str(folder), "--json", "show", "rapporter/samordning-barn.pdf"])

    assert json.loads(capsys.readouterr().out)["sha256"] in shown


def test_a_broken_setting_ends_with_2_and_names_the_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing runs on settings that cannot be read."""
    (tmp_path / "lykta.toml").write_text("[engine]\nname = 1\n", encoding="utf-8")

    code = lykta.main(["-C", str(tmp_path), "status"])

    assert code == 2
    assert "lykta.toml, line 2" in capsys.readouterr().err


def test_a_search_without_an_index_says_what_to_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The first thing a newcomer may try gets an answer that helps."""
    (tmp_path / "corpus").mkdir()

    code = lykta.main(["-C", str(tmp_path), "search", "barn"])

    assert code == 2
    assert "lykta reindex" in capsys.readouterr().err


def test_every_command_has_help() -> None:
    """The help of a command is its function's docstring, and it is there."""
    assert all(known.run.__doc__ for known in commandline.COMMANDS)


@pytest.mark.parametrize(
    ("modules", "spared"),
    [
        ("lykta", {"sqlalchemy", "tantivy", "ingest.extract"}),
        ("lykta, night.run, terminal.keeping", {"feedparser", "httpcore", "pybtex", "streamlit"}),
    ],
)
def test_a_command_starts_without_what_others_need(modules: str, spared: set[str]) -> None:
    """A night with nothing new is over sooner than all the rooms can be imported."""
    code = f"import sys, {modules}; print(*sys.modules)"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert spared.isdisjoint(found.stdout.split())


def test_every_way_to_cite_can_be_asked_for() -> None:
    """The command line names formats and styles itself, so as not to load what writes them."""
    assert set(lykta.CITED) == {*cite.FORMATS, *cite.STYLES}
