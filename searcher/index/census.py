"""Counts over the documents of a generation that are not deleted; term statistics count deleted ones too."""

from collections import Counter

from searcher.index.reading import Snapshot
from searcher.index.storage import Generation


def documents(generation: Generation) -> int:
    """How many documents the generation holds. Raises SearcherError if it is damaged."""
    snapshot = Snapshot(generation)
    try:
        return snapshot.live_documents
    finally:
        snapshot.close()


def documents_by_file(generation: Generation) -> Counter[str]:
    """Key of each file → how many documents it has; in time that grows with all documents."""
    found: Counter[str] = Counter()
    snapshot = Snapshot(generation)
    try:
        for leaf, _ in snapshot.leaves:
            for number, stored in leaf.iter_docs():
                if not leaf.is_deleted(number):
                    found[stored["file"]] += 1
    finally:
        snapshot.close()
    return found


def documents_by_language(generation: Generation) -> Counter[str]:
    """Language → how many documents hold some of it."""
    found: Counter[str] = Counter()
    snapshot = Snapshot(generation)
    try:
        for leaf, _ in snapshot.leaves:
            for lang in leaf.field_terms("langs"):
                matcher = leaf.postings("langs", lang)
                found[lang] += sum(1 for _ in matcher.all_ids())
    finally:
        snapshot.close()
    return +found
