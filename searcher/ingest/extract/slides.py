"""PowerPoint (pptx, ppsx, pptm): each slide with its notes and comments."""

from collections.abc import Iterator

from searcher.expressions import expression
from searcher.ingest.document import Document, Problem
from searcher.ingest.extract.office import package_properties, part_events, relations
from searcher.ingest.extract.package import Package, read_embedded
from searcher.ingest.extract.parts import Parts
from searcher.ingest.extract.whole import of_parts
from searcher.ingest.extract.word import paragraphs
from searcher.ingest.extract.xml_events import Start
from searcher.ingest.settings import Settings
from searcher.ingest.walk import FoundFile

_PRESENTATION = "ppt/presentation.xml"
_SLIDE = expression(r"ppt/slides/slide(\d{1,9})\.xml")
_BESIDE = expression(r"ppt/(?:notesSlides|comments|diagrams/data|charts)[^/]*\d*\.xml|ppt/.*/(?:data|chart)\d+\.xml")


def read_package(found: FoundFile, package: Package, settings: Settings) -> Iterator[Document | Problem]:
    """One document with a place for each slide, and the documents that it embeds."""
    parts = Parts(settings)
    for number, name in enumerate(_slides(package, parts), 1):
        label = f"slide {number}"
        parts.add(paragraphs(part_events(package, name, parts.notes)), label)
        for beside in relations(package, name).values():
            if beside.startswith("ppt/notesSlides/"):
                parts.add(paragraphs(part_events(package, beside, parts.notes)), f"{label}, notes")
            elif _BESIDE.fullmatch(beside) or beside.startswith("ppt/comments/"):
                parts.add(paragraphs(part_events(package, beside, parts.notes)), label)
    about = package_properties(package)
    yield from of_parts(
        found, parts, type="pptx", title=about.title, lang=about.lang, date=about.date, fields=about.fields
    )
    yield from read_embedded(found, package, "ppt/embeddings/", settings)


def _slides(package: Package, parts: Parts) -> list[str]:
    """The parts of the slides in their order; those that the presentation forgets come last, by number."""
    by_id = relations(package, _PRESENTATION)
    order = [
        by_id[event.attributes["id"]]
        for event in part_events(package, _PRESENTATION, parts.notes)
        if isinstance(event, Start) and event.name == "sldId" and event.attributes.get("id") in by_id
    ]
    rest = sorted(
        (name for name in package.names if _SLIDE.fullmatch(name) and name not in order),
        key=lambda name: int(name.removeprefix("ppt/slides/slide").removesuffix(".xml")),
    )
    return [*order, *rest]
