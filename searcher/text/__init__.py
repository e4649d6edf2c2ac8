"""Text analysis: scripts, normal forms, languages, tokens and stems. Index and query side use the same functions."""

# Part of an index's fingerprint: raise it with every change that gives other words, folds or stems for a text.
ANALYSIS_VERSION = 1
