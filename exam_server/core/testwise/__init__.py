"""The test-wiseness bench: what somebody who doesn't read the matter would reach over a bank, against chance."""

from exam_server.core.testwise.bench import BOUND, LEVEL, Outcome, Verdict, is_playable, play
from exam_server.core.testwise.strategies import STRATEGIES, Strategy

__all__ = ["BOUND", "LEVEL", "STRATEGIES", "Outcome", "Strategy", "Verdict", "is_playable", "play"]
