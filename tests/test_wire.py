"""What a reading child says, written and read back."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.models import Block, Claim, Extract, Failure, Outline, Reason, Role
from ingest.wire import Reply, decode, encode

EXTRACT = Extract(
    "application/pdf",
    "pdf/1",
    (Block("Människohandel", Role.HEADING, 1, 0, 2), Block("Stycke", page=None)),
    claims=(Claim("title", "T", "PDF information Title"),),
    pages=3,
    unread=1,
    page_labels=("i", "ii", "1"),
    outline=(Outline("Inledning", 1, None),),
    notes=("en anmärkning",),
)


@pytest.mark.parametrize(
    "outcome", [EXTRACT, Failure(Reason.ENCRYPTED, "behind a password", None, "pdf/1")]
)
def test_a_reply_comes_back_as_it_was(outcome: Extract | Failure) -> None:
    """Nothing of an extract or a failure is lost on the way."""
    reply = Reply(outcome, "ab" * 32, 17, 1000)

    assert decode(encode(reply)) == reply


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"\x80\x04.",
        b"[1, 2, 3]",
        b'["x", 1, 1, ["nothing"]]',
        b'["x", 1, 1, ["failure", "no reason", "", null, ""]]',
        b'["x", 1, 1, ["failure", "corrupt", 5, null, ""]]',
        b'["x", "1", 1, ["failure", "corrupt", "", null, ""]]',
        b'["x", 1, 1, ["extract", "a", "b", [["t", "body", "1", 0, 0]], [], 1, [], [], []]]',
        b'["x", 1, 1, ["extract", "a", "b", [7], [], 1, [], [], []]]',
        b'["x", 1, 1, ["extract", "a", "b", [["t", "body", 1, -1, 0]], [], 1, [], [], [], []]]',
        b'["x", 99999999999999999999, 1, ["failure", "corrupt", "", null, ""]]',
        b'["x", 1, 1, ["failure", "corrupt", "half a \\ud83d", null, ""]]',
        b"[" * 100_000,
    ],
)
def test_what_no_child_of_ours_says_is_refused(payload: bytes) -> None:
    """A child that was taken over can say anything; it raises ValueError and nothing else."""
    with pytest.raises(ValueError, match="not a reply"):
        decode(payload)


@given(st.recursive(st.none() | st.integers() | st.text(), st.lists, max_leaves=20))
def test_any_json_is_a_reply_or_refused(value: object) -> None:
    """No JSON brings the parent down."""
    try:
        reply = decode(json.dumps(value).encode())
    except ValueError:
        return

    assert isinstance(reply, Reply)
