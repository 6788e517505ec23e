"""The decision-risk simulator: how often the theory test decides a criterion wrongly, or leaves it open.

**What is meant.** A criterion stands for a domain of items. A person's *mastery* of it is the share (0-1) of that
domain that they master: their domain score, which no test ever sees. They're a *master* of the criterion where that
share reaches the *standard* that the awarding body states (0.75 unless it says otherwise). An item that they master
they answer rightly; of the others they guess blindly, each with its own chance (`guessing.guess`), or not at all
where guessing is left aside. Items are answered independently of each other, given the person. On one form the plan's
sufficiency rule (`core.sufficiency.judge_test`, ItemsRight) then gives a verdict, and there are these ends:

* *met*: right for a master, a **false pass** for anybody else. It's final: no other method is asked any more.
* *open*: the test doesn't show the criterion, and the plan names another method for it (P9), or the form asked too
  few items to show it. It goes on the commission's agenda; what the commission makes of it isn't modelled.
* *failed*: the test doesn't show it, and the plan names no other method. Right for whoever is no master, a **false
  fail** for a master. (The product itself never fails anybody by a method's shortfall: it's what a plan without an
  alternative comes to, since the commission has nothing else to decide on.)

Over the criteria of one test, which join by AND (L2), the same person is taken to have the same mastery everywhere:
everything met is right or a false pass; something failed is a false fail or right; else something is open.

**Where the method comes from.** The binomial error model of domain-referenced tests, with its loss of accuracy by
misclassified masters and non-masters, as it was worked out in the 1970s for tests with a cut score (Millman; Novick
and Lewis; Huynh; Subkoviak), with Wilcox's knowledge-or-blind-guessing for the chance of a right item; unlike items,
by Lord and Novick's compound (Poisson-) binomial. Classification accuracy in the later sense (Livingston and Lewis;
Lee) averages such chances over a population; here they stand level by level, since what the candidates are like isn't
known yet.

**What is exact.** Everything is computed from distributions, nothing is sampled. The numbers of items that a form
asks are exact where cells fix them (`asked.asked_of` says what is taken elsewhere). Criteria count as independent
given the person, which is exact where no item belongs to two criteria of the test; with shared items criteria are met
together more often than the product says (right answers only ever help), so that the chance of meeting all is then a
lower bound.
"""

from exam_server.core.risk.asked import asked_of, chances_of
from exam_server.core.risk.guessing import guess
from exam_server.core.risk.remedy import Loss, Remedies, Remedy, remedies
from exam_server.core.risk.simulator import (
    LEVELS,
    USUAL,
    CriterionRisk,
    Examined,
    LevelRisk,
    Odds,
    Risks,
    Standard,
    odds_of,
    simulate,
)

__all__ = [
    "LEVELS",
    "USUAL",
    "CriterionRisk",
    "LevelRisk",
    "Loss",
    "Odds",
    "Remedies",
    "Remedy",
    "Risks",
    "Standard",
    "Examined",
    "asked_of",
    "chances_of",
    "guess",
    "odds_of",
    "remedies",
    "simulate",
]
