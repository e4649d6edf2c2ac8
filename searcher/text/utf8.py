"""Text to the bytes that it is looked for by."""


def utf8(text: str) -> bytes:
    """`text` as UTF-8; a lone surrogate, which no stored text holds, becomes bytes that no UTF-8 has."""
    return text.encode(errors="surrogatepass")
