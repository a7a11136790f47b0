"""Who shares a name waits, all others go on."""

import threading

from ingest.pull.claims import Claims


def test_only_who_shares_a_name_waits() -> None:
    """One that shares nothing goes through; one that shares a name comes when that is let go."""
    claims, order, begun = Claims(), list[str](), threading.Event()

    def take(*names: str) -> None:
        begun.set()
        with claims.of(set(names)):
            order.append(names[0])

    with claims.of({"a", "b"}):
        sharing = threading.Thread(target=take, args=("c", "b"))
        sharing.start()
        begun.wait()
        apart = threading.Thread(target=take, args=("d",))
        apart.start()
        apart.join()
        order.append("a")
    sharing.join()

    assert order == ["d", "a", "c"]
