"""Numbers as strangers write them."""

import pytest

from ingest.figures import whole


@pytest.mark.parametrize(
    ("text", "number"),
    [
        *(("0", 0), ("007", 7), ("123456789", 123456789)),
        *((text, -1) for text in ("", "-1", "1.5", "²", "1234567890", "9" * 5000)),
    ],
)
def test_a_whole_number_is_told_from_other_text(text: str, number: int) -> None:
    """Longer than any page, row or place is no number: Python raises over 4 300 digits."""
    assert whole(text, -1) == number
