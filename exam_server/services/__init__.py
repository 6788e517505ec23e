"""Use cases: verb_noun(work, …), one transaction each."""
