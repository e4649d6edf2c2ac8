"""How the screen looks on terminals and to eyes of other kinds: high contrast, and who orders right-to-left text."""

from textual.theme import Theme

CONTRAST = "high-contrast"
# White and yellow on black have a contrast of 21:1 and 19:1, where WCAG 2.2 asks for 7:1 at its highest level
# (https://www.w3.org/TR/WCAG22/#contrast-enhanced). What differs, differs in more than its colour: see the style sheet.
THEME = Theme(
    name=CONTRAST,
    primary="#ffff00",
    secondary="#ffffff",
    accent="#ffff00",
    warning="#ffff00",
    error="#ffffff",
    success="#ffff00",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#000000",
    boost="#000000",
    dark=True,
    luminosity_spread=0.0,
    text_alpha=1.0,
    variables={
        "text-muted": "#ffffff",
        "text-disabled": "#ffffff",
        "text-primary": "#ffff00",
        "text-secondary": "#ffffff",
        "text-accent": "#ffff00",
        "text-warning": "#ffff00",
        "text-error": "#ffffff",
        "text-success": "#ffff00",
        "block-cursor-foreground": "#000000",
        "block-cursor-background": "#ffff00",
        "input-selection-background": "#ffff00 60%",
        "footer-key-foreground": "#ffff00",
        "footer-description-foreground": "#ffffff",
    },
)
# Speaks to a terminal of sixteen colours in these: other themes are made of half tones, which it does not have.
SIXTEEN = "ansi-dark"
# Bidirectional support mode (ECMA-48 SM/RM 8, after https://terminal-wg.pages.freedesktop.org/bidi/): "explicit" tells
# a terminal that orders letters by itself to leave them as they are sent, "implicit" to do it.
EXPLICIT, IMPLICIT = "\x1b[8l", "\x1b[8h"
