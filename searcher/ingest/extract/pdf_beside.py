"""What a PDF holds beside the text of its pages: what was filled into its form, comments, forms in XML (XFA)."""

import ctypes
import io
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from searcher.ingest.extract.xml_events import End, Start, XmlError, events
from searcher.records import dataclass

if TYPE_CHECKING:
    import pypdfium2

_MOST = 10_000  # annotations of a page
_MOST_BYTES = 1 << 20  # of one value
_PACKETS = ("", "template", "datasets")
# Elements of the form's plan whose text is printed on it ("XML Forms Architecture" 3.3), and what was filled in.
_PRINTED = frozenset(["text", "exData"])
_FILLED = "data"
_UNPRINTED = frozenset(["script", "items"])


@dataclass(frozen=True, slots=True)
class Beside:
    """Of one page the values of its `fields` and the `comments` on it, each on lines of their own."""

    fields: str = ""
    comments: str = ""


def beside(page: "pypdfium2.PdfPage") -> Beside:
    """What lies over a page."""
    from pypdfium2 import raw

    shown = (raw.FPDF_FORMFIELD_TEXTFIELD, raw.FPDF_FORMFIELD_COMBOBOX, raw.FPDF_FORMFIELD_LISTBOX)
    unseen = (raw.FPDF_ANNOT_POPUP, raw.FPDF_ANNOT_LINK, raw.FPDF_ANNOT_WIDGET)
    fields: list[str] = []
    comments: list[str] = []
    form = page.formenv
    for at in range(min(raw.FPDFPage_GetAnnotCount(page), _MOST)):
        annotation = raw.FPDFPage_GetAnnot(page, at)
        if not annotation:
            continue
        kind = raw.FPDFAnnot_GetSubtype(annotation)
        if kind == raw.FPDF_ANNOT_WIDGET and form is not None:
            if raw.FPDFAnnot_GetFormFieldType(form, annotation) in shown:
                fields.append(_string(raw.FPDFAnnot_GetFormFieldValue, form, annotation))
        elif kind not in unseen:
            comments.append(_string(raw.FPDFAnnot_GetStringValue, annotation, b"Contents"))
        raw.FPDFPage_CloseAnnot(annotation)
    return Beside(_lines(fields), _lines(comments))


def open_form(file: "pypdfium2.PdfDocument") -> None:
    """Make the values of fields known to the pages; before the first one is opened."""
    from pypdfium2 import PdfiumError, raw

    if file.get_formtype() == raw.FORMTYPE_ACRO_FORM:
        try:
            file.init_forms()
        except PdfiumError:
            return


def xml_form(file: "pypdfium2.PdfDocument") -> str:
    """What is printed on a form in XML and what was filled in, "" for none; as far as it can be read."""
    from pypdfium2 import raw

    texts: list[str] = []
    for at in range(max(0, min(raw.FPDF_GetXFAPacketCount(file), _MOST))):
        if _packet_name(raw.FPDF_GetXFAPacketName, file, at) in _PACKETS:
            texts += _form_texts(_packet(raw.FPDF_GetXFAPacketContent, file, at))
    return _lines(texts)


def _form_texts(packet: bytes) -> Iterator[str]:
    printed = unseen = 0
    try:
        for event in events(io.BytesIO(packet)):
            if isinstance(event, str):
                if printed and not unseen:
                    yield event
                continue
            step = 1 if isinstance(event, Start) else -1
            printed += step * (event.name in _PRINTED or event.name == _FILLED)
            unseen += step * (event.name in _UNPRINTED)
            if isinstance(event, End) and printed:
                yield "\n"
    except XmlError:
        return


def _lines(pieces: list[str]) -> str:
    lines = (" ".join(line.split()) for piece in pieces for line in piece.replace("\r", "\n").split("\n"))
    return "\n".join(dict.fromkeys(filter(None, lines)))


def _string(function: Callable[..., int], *arguments: object) -> str:
    """A text in UTF-16 that PDFium writes into a buffer of the size that it tells."""
    size = min(function(*arguments, None, 0), _MOST_BYTES)
    if size <= 2:
        return ""
    buffer = ctypes.create_string_buffer(size)
    function(*arguments, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), size)
    return buffer.raw.decode("utf-16-le", "replace").partition("\0")[0]


def _packet_name(function: Callable[..., int], file: "pypdfium2.PdfDocument", at: int) -> str:
    size = min(function(file, at, None, 0), _MOST_BYTES)
    buffer = ctypes.create_string_buffer(max(1, size))
    function(file, at, buffer, size)
    return buffer.value.decode("utf-8", "replace")


def _packet(function: Callable[..., int], file: "pypdfium2.PdfDocument", at: int) -> bytes:
    size = ctypes.c_ulong()
    function(file, at, None, 0, size)
    buffer = ctypes.create_string_buffer(max(1, size.value))
    function(file, at, buffer, size.value, size)
    return buffer.raw[: size.value]
