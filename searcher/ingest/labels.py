"""What a document calls its encoding, as Python's codec: by the WHATWG Encoding Standard, so as browsers read it.

Only the labels that Python does not know, or takes for something narrower than files under them hold.
"""

import codecs

_LABELS = {
    "cp1252": (
        "ascii us-ascii ansi_x3.4-1968 iso-8859-1 iso8859-1 iso88591 iso_8859-1 iso_8859-1:1987 "
        "iso-ir-100 latin1 l1 ibm819 cp819 csisolatin1 x-cp1252 windows-1252 cp1252 "
    ),
    "cp1250": "x-cp1250 windows-1250",
    "cp1251": "x-cp1251 windows-1251",
    "cp1253": "x-cp1253 windows-1253",
    "cp1254": (
        "iso-8859-9 iso8859-9 iso88599 iso_8859-9 iso_8859-9:1989 iso-ir-148 latin5 l5 csisolatin5 "
        "x-cp1254 windows-1254 "
    ),
    "cp1255": "x-cp1255 windows-1255",
    "cp1256": "x-cp1256 windows-1256",
    "cp1257": "x-cp1257 windows-1257",
    "cp1258": "x-cp1258 windows-1258",
    "cp874": "windows-874 dos-874 iso-8859-11 iso8859-11 iso885911 tis-620",
    "iso8859_2": "csisolatin2 iso-ir-101 iso88592",
    "iso8859_3": "csisolatin3 iso-ir-109 iso88593",
    "iso8859_4": "csisolatin4 iso-ir-110 iso88594",
    "iso8859_5": "csisolatincyrillic iso-ir-144 iso88595",
    "iso8859_6": "csiso88596e csiso88596i csisolatinarabic iso-8859-6-e iso-8859-6-i iso-ir-127 iso88596",
    "iso8859_7": "csisolatingreek sun_eu_greek iso-ir-126 iso88597 greek8",
    "iso8859_8": (
        "csiso88598e csiso88598i csisolatinhebrew iso-8859-8-e iso-8859-8-i iso-ir-138 iso88598 visual logical "
    ),
    "iso8859_10": "csisolatin6 iso-ir-157 iso885910",
    "iso8859_13": "iso885913",
    "iso8859_14": "iso885914",
    "iso8859_15": "csisolatin9 iso885915",
    "koi8_u": "koi koi8 koi8-r koi8_r cskoi8r koi8-ru koi8-u",
    "cp866": "866 csibm866 ibm866 cp866",
    "mac_roman": "mac macintosh csmacintosh x-mac-roman",
    "mac_cyrillic": "x-mac-cyrillic x-mac-ukrainian",
    "gb18030": "chinese csgb2312 csiso58gb231280 gb2312 gb_2312 gb_2312-80 gbk iso-ir-58 x-gbk cp936 ms936",
    "big5hkscs": "big5 big5-hkscs cn-big5 csbig5 x-x-big5 cp950",
    "cp932": "csshiftjis ms932 ms_kanji shift-jis shift_jis sjis windows-31j x-sjis",
    "euc_jp": "cseucpkdfmtjapanese x-euc-jp",
    "iso2022_jp_2": "csiso2022jp iso-2022-jp",
    "cp949": (
        "cseuckr csksc56011987 euc-kr iso-ir-149 korean ks_c_5601-1987 ks_c_5601-1989 ksc5601 ksc_5601 windows-949 "
    ),
}
_BY_LABEL = {label: codec for codec, labels in _LABELS.items() for label in labels.split()}


def codec_of(label: str) -> str:
    """Python's name of the codec that a label means, or "" if it means none for text that begins as ASCII does."""
    name = label.strip().lower()
    known = _BY_LABEL.get(name)
    if known is not None:
        return known
    try:
        info = codecs.lookup(name) if name else None
    except (LookupError, ValueError):
        return ""
    # A codec such as "hex" or "rot13" is no text encoding; UTF-16 in an ASCII-readable label is a known lie.
    if info is None or not getattr(info, "_is_text_encoding", True) or info.name.startswith(("utf", "idna")):
        return ""
    return _BY_LABEL.get(info.name, info.name)


def decodes(data: bytes, encoding: str) -> bool:
    """Whether all of `data` is valid, but for a character that its end may cut in two."""
    try:
        codecs.getincrementaldecoder(encoding)().decode(data)
    except (UnicodeError, LookupError):
        return False
    return True
