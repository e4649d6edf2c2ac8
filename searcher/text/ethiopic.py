"""Letters of the Ethiopic script that sound alike in Amharic, which writes them for each other."""

from searcher.expressions import expression

# The first letter of each row of seven (The Unicode Standard, 19.1), and of the row that is written for it: h, s, the
# glottal stop and ts (Leslau, Reference Grammar of Amharic, 1995, 1.1).
_ROWS = {0x1210: 0x1200, 0x1280: 0x1200, 0x1220: 0x1230, 0x12D0: 0x12A0, 0x1340: 0x1338}
_ORDERS = 7
_LETTERS = {chr(row + order): chr(to + order) for row, to in _ROWS.items() for order in range(_ORDERS)}
# The fourth order of h and of the glottal stop sounds as the first.
_LETTERS |= {chr(row + 3): chr(to) for row, to in ((0x1200, 0x1200), (0x1210, 0x1200), (0x1280, 0x1200))}
_LETTERS |= {chr(0x12A3): chr(0x12A0), chr(0x12D3): chr(0x12A0)}
# The labialised first order of q, h, k and g sounds as their o.
_LETTERS |= dict(zip("ቈኈኰጐ", "ቆሆኮጎ", strict=True))
_ETHIOPIC = expression("[\u1200-\u137f]")
_SEVERAL = expression(f"[{''.join(_LETTERS)}]")


def of_one_sound(text: str) -> str:
    """`text` with one letter for those of one sound: ዓለም and አለም, ፀሐይ and ጸሀይ."""
    if text.isascii() or _ETHIOPIC.search(text) is None:
        return text
    return _SEVERAL.sub(lambda found: _LETTERS[found[0]], text)
