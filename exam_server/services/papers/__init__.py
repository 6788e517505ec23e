"""The papers of an exam: seat cards, paper twins of test forms, guides, the attendance list and the protocol."""
