"""Questions as Moodle means them, whatever file brings them: GIFT and Moodle XML share kinds, fractions and scoring."""
