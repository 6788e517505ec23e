"""Statistics of a test form, or of the forms of an exam together: reliability, error, expected and seen difficulty."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

from exam_server.core.psychometrics.estimates import Estimate, Result, TooFew, bonett
from exam_server.core.psychometrics.items import mean_shares
from exam_server.core.psychometrics.sittings import Sat

FOR_ALPHA = 30


@dataclass(frozen=True)
class FormStatistics:
    """Of `count` sittings with `items` items each (their mean, where forms differ); scores are shares of the whole.

    `alpha` is KR-20 where every item is right or wrong; None where nothing varies. `error` (SEM) is in items.
    """

    count: int
    items: float
    mean: float
    deviation: float
    expected: float
    alpha: Result | None
    error: float | None


def form_statistics(sittings: Sequence[Sat], difficulties: Mapping[str, float]) -> FormStatistics:
    """Statistics of sittings of one form, or of forms drawn from one pool.

    With v the mean variance of an item and c the mean covariance of two, over all sittings that had both,
    α = k·c / (v + (k - 1)·c). On one form for all this is Cronbach's α (1951) to the last digit; over different forms
    it is the α of a form of that length, by the mean covariance of the pairs that were sat. The error is σ√(1 - α) of
    a total whose variance is k·(v + (k - 1)·c). `difficulties` are the expected facilities by item.
    """
    filled = [sat for sat in sittings if sat.items]
    if not filled:
        return FormStatistics(0, 0.0, 0.0, 0.0, 0.0, TooFew(0, FOR_ALPHA), None)
    length = sum(len(sat.items) for sat in filled) / len(filled)
    shares = [sum(sat.shares) / len(sat.shares) for sat in filled]
    mean = sum(shares) / len(shares)
    expected = [sum(map(difficulties.__getitem__, sat.items)) / len(sat.items) for sat in filled]
    alpha, error = _reliability(filled, length)
    return FormStatistics(
        count=len(filled),
        items=length,
        mean=mean,
        deviation=sqrt(sum((share - mean) ** 2 for share in shares) / max(1, len(shares) - 1)),
        expected=sum(expected) / len(expected),
        alpha=alpha,
        error=error,
    )


def _reliability(sittings: Sequence[Sat], length: float) -> tuple[Result | None, float | None]:
    if len(sittings) < FOR_ALPHA or length < 2:
        return TooFew(len(sittings), FOR_ALPHA), None
    variance, covariance = _moments(sittings)
    total = length * (variance + (length - 1) * covariance)
    if variance < 1e-12 or total < 1e-12:
        return None, None
    alpha = length * length * covariance / total
    low, high = bonett(alpha, round(length), len(sittings)) if alpha < 1 - 1e-12 else (alpha, alpha)
    return Estimate(alpha, low, high, len(sittings)), sqrt(total * max(0.0, 1 - alpha))


def _moments(sittings: Sequence[Sat]) -> tuple[float, float]:
    """The mean variance of an item and the mean covariance of two, each weighted by the sittings that had them.

    Σ over pairs of d_i·d_j is ((Σd)² - Σd²)/2, so that no pair needs to be visited.
    """
    means = mean_shares(sittings)
    squares = products = 0.0
    cells = pairs = 0
    for sat in sittings:
        above = [share - means[item] for item, share in zip(sat.items, sat.shares, strict=True)]
        own = sum(each * each for each in above)
        squares += own
        products += (sum(above) ** 2 - own) / 2
        cells += len(above)
        pairs += len(above) * (len(above) - 1) // 2
    return squares / cells, products / pairs
