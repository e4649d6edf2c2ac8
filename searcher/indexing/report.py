"""What a run did, in words for a person."""

from typing import TYPE_CHECKING

from searcher.wording import counted

if TYPE_CHECKING:
    from searcher.indexing.update import Report


def summary(report: "Report") -> str:
    """The result of a run on one line."""
    skipped = {problem.file for problem in report.problems if not (problem.number or problem.is_note)}
    lines = sum(1 for problem in report.problems if problem.number and not problem.is_note)
    and_lines = f" and {counted(lines, 'line')}" if lines else ""
    renamed = f"renamed {report.renamed}, " if report.renamed else ""
    files = (
        f"added {report.added}, updated {report.updated}, removed {report.removed}, {renamed}"
        f"unchanged {report.unchanged}, skipped {len(skipped)}{and_lines}"
    )
    return f"{files} · {counted(report.documents, 'document')} · {report.seconds:.1f} s"
