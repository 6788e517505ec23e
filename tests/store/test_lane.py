"""The lane of writers is first come, first served."""

import threading
import time

from exam_server.store.lane import Lane, OpenLane


def _enter_in_order(lane: Lane, count: int) -> list[int]:
    """Threads line up one after the other while the lane is taken; gives the order in which they got it."""
    order: list[int] = []

    def take(number: int) -> None:
        with lane.entered():
            order.append(number)

    lane.enter()
    threads = []
    for number in range(count):
        thread = threading.Thread(target=take, args=(number,))
        thread.start()
        threads.append(thread)
        while len(lane._waiting) <= number:
            time.sleep(0.001)
    lane.leave()
    for thread in threads:
        thread.join(10)
    return order


def test_who_waits_longest_writes_first() -> None:
    assert _enter_in_order(Lane(), 20) == list(range(20))


def test_only_one_is_in_the_lane() -> None:
    lane, inside, most = Lane(), [0], [0]

    def work() -> None:
        for _ in range(50):
            with lane.entered():
                inside[0] += 1
                most[0] = max(most[0], inside[0])
                inside[0] -= 1

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert (inside[0], most[0]) == (0, 1)


def test_an_error_inside_gives_the_lane_to_the_next() -> None:
    lane = Lane()
    try:
        with lane.entered():
            raise KeyError
    except KeyError:
        pass
    with lane.entered():
        assert lane._taken


def test_the_open_lane_lets_everybody_in() -> None:
    lane = OpenLane()
    with lane.entered(), lane.entered():
        assert not lane._taken
