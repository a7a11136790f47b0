"""The API over a real server: the command line's answers, bounds, problems, feeds and ETags."""

import json
from collections.abc import Iterator
from pathlib import Path

import feedparser
import httpx
import pytest

import api
import lykta
from api.description import described
from index.models import Filters, Query
from tests.pageserver import running

JSON_FEED = "https://jsonfeed.org/version/1.1"


@pytest.fixture(scope="module")
def web(site: Path) -> Iterator[httpx.Client]:
    """Return a client of a server over the collection."""
    with running(site) as address, httpx.Client(base_url=address, timeout=60) as client:
        yield client


def first_id(web: httpx.Client) -> str:
    """Return the id of the first document that answers."""
    found = web.get("/api/search", params={"q": "fyrvaktare"}).json()
    return str(found["hits"][0]["document"]["id"])


def test_a_search_answers_as_the_command_line_does(
    web: httpx.Client, site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One mapping serves both: all but the time taken is the same."""
    lykta.main(["-C", str(site), "--json", "search", "hamnens fyrvaktare", "--limit", "3"])
    typed = json.loads(capsys.readouterr().out)

    asked = web.get("/api/search", params={"q": "hamnens fyrvaktare", "limit": "3"}).json()

    assert len(asked["hits"]) == 3
    assert asked | {"took_ms": 0} == typed | {"took_ms": 0}


def test_a_search_is_narrowed_ordered_and_paged(web: httpx.Client) -> None:
    """The newest first from a day on, two at a time."""
    asked = {"q": "fyrvaktare", "from": "2024-03-05", "sort": "date", "limit": "2", "page": "2"}

    found = web.get("/api/search", params=asked).json()

    assert found["total"] == 8
    days = [hit["document"]["published"] for hit in found["hits"]]
    assert days == ["2024-03-10", "2024-03-09"]


def test_a_document_its_text_and_its_reference_are_given(web: httpx.Client) -> None:
    """A passage of a search is where its page and offset say in the document's text."""
    name = first_id(web)

    document = web.get(f"/api/documents/{name}").json()
    text = web.get(f"/api/documents/{name}/text").json()
    line = web.get(f"/api/documents/{name}/cite").json()
    ris = web.get(f"/api/documents/{name}/cite", params={"format": "ris"})

    assert document["title"].startswith("Not")
    assert "fyrvaktare" in json.dumps(text["pages"], ensure_ascii=False)
    assert document["title"] in line["reference"]
    assert f"TI  - {document['title']}" in ris.text
    assert ris.headers["content-type"].startswith("application/x-research-info-systems")


def test_a_page_that_is_not_there_is_not_cited(web: httpx.Client) -> None:
    """A reference to a page that the document lacks is a problem of who asks, not of the server."""
    answer = web.get(f"/api/documents/{first_id(web)}/cite", params={"page": "9999"})

    assert answer.status_code == 400
    assert "no page 9999" in answer.json()["detail"]


def test_one_page_of_three_hundred_is_given_alone(web: httpx.Client) -> None:
    """A page there is none of is a problem, not an empty answer."""
    found = web.get("/api/search", params={"limit": "50"}).json()["hits"]
    report = next(hit["document"] for hit in found if hit["document"]["pages"] == 300)
    where = f"/api/documents/{report['id']}/text"

    one, empty = web.get(where, params={"page": 212}), web.get(where, params={"page": 12})

    assert [page["page"] for page in one.json()["pages"]] == [212]
    assert one.json() == web.get(where).json()
    assert empty.status_code == 404


@pytest.mark.parametrize("path", ["topics", "suggest?q=fyrv", "status"])
def test_the_rest_of_the_collection_is_told(web: httpx.Client, path: str) -> None:
    """Topics, suggestions and numbers come as JSON."""
    answer = web.get(f"/api/{path}")

    assert answer.status_code == 200
    assert isinstance(answer.json(), dict if path == "status" else list)


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("search?limit=0", 400, "limit"),
        ("search?limit=101", 400, "limit"),
        ("search?page=x", 400, "page"),
        ("search?sort=size", 400, "sort"),
        ("search?kind=roman", 400, "kind"),
        ("search?from=igar", 400, "from"),
        ("search?fraga=barn", 400, "fraga"),
        ("search?q=a&q=b", 400, "too many"),
        (f"search?q={'a' * 2001}", 400, "too long"),
        (f"search?{'&'.join(['publisher=a'] * 51)}", 400, "too many"),
        ("suggest", 400, "q is missing"),
        ("documents/nej", 404, "nej"),
        ("documents/nej/cite?format=word", 400, "format"),
        ("nej", 404, "openapi.json"),
    ],
)
def test_what_cannot_be_answered_is_a_problem(
    web: httpx.Client, path: str, status: int, said: str
) -> None:
    """Every error is problem+json that says what is wrong, and none is kept."""
    answer = web.get(f"/api/{path}")

    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    assert said in answer.json()["detail"]


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND"])
@pytest.mark.parametrize("path", ["search", "documents/nej", "openapi.json", "nej"])
def test_a_method_that_does_not_read_is_a_problem(
    web: httpx.Client, path: str, method: str
) -> None:
    """The collection is only read here: the answer says so, and with what it is."""
    answer = web.request(method, f"/api/{path}", headers={"Origin": str(web.base_url).rstrip("/")})

    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD")
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["title"] == "Method Not Allowed"
    assert method in answer.json()["detail"]


def test_an_answer_that_is_known_costs_no_body(web: httpx.Client) -> None:
    """The ETag goes with the index: until that changes it answers 304."""
    first = web.get("/api/search", params={"q": "fyrvaktare"})
    again = web.get(
        "/api/search", params={"q": "fyrvaktare"}, headers={"If-None-Match": first.headers["etag"]}
    )
    other = web.get("/api/topics", headers={"If-None-Match": 'W/"annan"'})

    assert (first.status_code, again.status_code, other.status_code) == (200, 304, 200)
    assert again.content == b""


def test_another_site_may_not_ask(web: httpx.Client) -> None:
    """There is no CORS, and a page of another origin is turned away."""
    own = web.get("/api/status")
    foreign = web.get("/api/status", headers={"Origin": "https://evil.example"})

    assert "access-control-allow-origin" not in own.headers
    assert foreign.status_code == 403


def test_a_search_can_be_followed_as_a_feed(web: httpx.Client) -> None:
    """Atom and JSON Feed list the newest first, with addresses that lead to the documents."""
    asked = {"q": "fyrvaktare"}
    parsed = feedparser.parse(web.get("/api/feed.atom", params=asked).content)
    listed = web.get("/api/feed.json", params=asked).json()

    assert not parsed.bozo
    assert parsed.version == "atom10"
    assert [entry.id for entry in parsed.entries] == [item["id"] for item in listed["items"]]
    assert parsed.entries[0].updated == "2024-03-12T00:00:00Z"
    assert listed["version"] == JSON_FEED
    assert web.get(parsed.entries[0].link).status_code == 200


def test_a_search_of_the_page_has_a_feed(web: httpx.Client) -> None:
    """The address that the page gives asks for what the page shows."""
    filters = Filters(("pressmeddelande",), ("Åhléns & co",), year=(2024,))
    narrow = web.get(api.feed(Query("fyrvaktare", filters)))
    wide = web.get(api.feed(Query("fyrvaktare")))

    assert (narrow.status_code, len(feedparser.parse(narrow.content).entries)) == (200, 0)
    assert len(feedparser.parse(wide.content).entries) == 12


def test_every_text_of_the_collection_can_stand_in_a_feed(web: httpx.Client) -> None:
    """Words made to break a page, and documents without a date, are well-formed Atom."""
    parsed = feedparser.parse(web.get("/api/feed.atom").content)

    assert not parsed.bozo
    assert len(parsed.entries) >= 14


def test_the_description_names_every_route_and_what_they_answer(web: httpx.Client) -> None:
    """What is described is what is there: each answer has what its schema demands."""
    told = web.get("/api/openapi.json").json()
    schemas = told["components"]["schemas"]
    name = first_id(web)
    answers = {
        path: web.get(path.replace("{id}", name) + ("?q=fyr" if "suggest" in path else ""))
        for path in told["paths"]
    }

    assert told == json.loads(json.dumps(described()))
    for path, answer in answers.items():
        media_type = answer.headers["content-type"].split(";")[0]
        schema = told["paths"][path]["get"]["responses"]["200"]["content"][media_type]["schema"]
        named = schemas.get(schema.get("$ref", "").rsplit("/", 1)[-1], {})
        assert answer.status_code == 200
        assert set(named.get("required", ())) <= set(
            answer.json() if named.get("type") == "object" else ()
        )
