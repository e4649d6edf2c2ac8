"""Text analysis: scripts, normal forms, languages, tokens and stems. Index and query side use the same functions."""

# Part of an index's fingerprint: raise it with every change that makes something else of a file that was indexed
# before. Another text (a new reader for a suffix, or another way of reading), other words, folds or stems, another
# language (stop words vote for it). Libraries are then made anew on first use.
ANALYSIS_VERSION = 6
