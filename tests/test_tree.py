"""The tree of a page: elements, strings, and what is looked for in all of it."""

import pytest
from bs4 import BeautifulSoup
from bs4.element import PageElement, PreformattedString, Tag

from ingest.extract import tree
from ingest.extract.tree import Element, Node

PAGES = [
    "<p>Ett<b>två</b> tre</p>fyra",
    "<ul><li>a<li>b</ul><table><tr><td>1<td>2</table>",
    "<pre>\n\n rad </pre>  \n\n <p> \t </p>",
    "<p class=' a  b ' id='x y'>i<!-- not -->j</p>",
    "<p>a</i></b></div>b<script>if (a < b) {}</script>",
    "\ufeff<!DOCTYPE html><title>T</title>x<!DOCTYPE y>z",
    "<o:p>Word</o:p><svg><a xlink:href='#'>v</a></svg>",
    "",
]


def of_soup(node: PageElement) -> object:
    """Return what one node of BeautifulSoup's tree says."""
    if not isinstance(node, Tag):
        return str(node)
    attrs = {key: " ".join(v) if isinstance(v, list) else v for key, v in node.attrs.items()}
    return node.name, node.parent.name if node.parent else "", attrs


def of_ours(node: Node) -> object:
    """Return what one node of our tree says."""
    if isinstance(node, str):
        return node
    attrs = {key: tree.attribute(node, key) for key in node.attrs}
    return node.name, node.parent.name if node.parent else "", attrs


@pytest.mark.parametrize("page", PAGES)
def test_the_tree_is_what_beautiful_soup_makes_of_the_same_calls(page: str) -> None:
    """Element by element and string by string; comments and the like are left out."""
    soup = BeautifulSoup(page, "lxml").descendants
    wanted = [of_soup(one) for one in soup if not isinstance(one, PreformattedString)]

    assert [of_ours(one) for one in tree.below(tree.parse(page).root)] == wanted


def test_what_says_something_of_a_page_is_found_without_looking() -> None:
    """Wherever it stands, in order."""
    page = tree.parse("<meta name=a><p><time>1</time></p><meta name=b><time>2</time>")

    assert [one.attrs["name"] for one in page.named("meta")] == ["a", "b"]
    assert ["".join(tree.strings(one)) for one in page.named("time")] == ["1", "2"]
    assert page.named("title") == ()


def test_no_depth_is_too_deep() -> None:
    """Nothing calls itself for each element inside another."""
    page = tree.parse("<div>" * 20_000 + "innerst" + "<br>" * 3)
    innermost = [node for node in tree.below(page.root) if isinstance(node, Element)][-1]

    assert "innerst" in "".join(tree.strings(page.root))
    assert sum(1 for _ in innermost.parents) == tree.MAX_DEPTH


def test_elements_below_the_deepest_stand_beside_each_other() -> None:
    """No text of them is lost, and none leaves its order."""
    deep = 3 * tree.MAX_DEPTH
    page = tree.parse("".join(f"<div>{number} " for number in range(deep)) + "</div>" * deep + "ut")
    around = max(
        (node for node in tree.below(page.root) if isinstance(node, Element)),
        key=lambda element: sum(1 for _ in element.parents),
    )

    assert "".join(tree.strings(page.root)).split() == [*map(str, range(deep)), "ut"]
    assert sum(1 for _ in around.parents) == tree.MAX_DEPTH
