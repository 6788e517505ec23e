"""A second, fictional qualification with rules of its own: what the code knows of the first, it may not rest on."""

from exam_server.core.qualification import (
    AdvisorRule,
    AppealRule,
    CommissionRule,
    ConflictRule,
    Credential,
    Criterion,
    Outcome,
    OutcomeSet,
    Qualification,
)

CODE = "wypiek-chleba"
QUALIFICATION = Qualification(
    name="Wypiekanie chleba na zakwasie",
    short_name="chleb",
    prk_level=4,
    methods=("evidence_analysis", "theory_test"),
    commission=CommissionRule(
        minimum=2,
        education_level=6,
        credentials=(
            Credential("p", "trzyletnie udokumentowane doświadczenie piekarskie", "experience", 3, 6),
            Credential("t", "wykształcenie z zakresu technologii żywności", "education"),
        ),
        jointly_all=False,
    ),
    advisor=AdvisorRule(required=True, years=2, window_years=4),
    conflict=ConflictRule(trainer_excluded=False),
    appeal=AppealRule(every_stage=False, text="Odwołanie po zakończeniu walidacji."),
    sets=(
        OutcomeSet(
            1,
            "Zakwas",
            4,
            20,
            True,
            (
                Outcome(
                    "1A",
                    "Prowadzi zakwas",
                    (Criterion("1A1", "omawia etapy dojrzewania zakwasu"), Criterion("1A2", "wymienia rodzaje mąki")),
                ),
                Outcome("1B", "Ocenia zakwas", (Criterion("1B1", "rozpoznaje gotowość zakwasu"),)),
            ),
        ),
        OutcomeSet(
            2, "Wypiek", 4, 30, False, (Outcome("2A", "Piecze chleb", (Criterion("2A1", "przygotowuje bochenek"),)),)
        ),
    ),
)
