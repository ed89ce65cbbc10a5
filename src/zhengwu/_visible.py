"""Shows characters that would otherwise act on a terminal, a page or the order of a text."""

from __future__ import annotations

import re
from typing import Final
from unicodedata import category

_HIDDEN: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_NO_CHARACTERS: Final = "\ufffe\uffff"  # no XML file may have them
_PICTURES: Final = 0x2400  # ␀, the picture of the first control character
_DELETE: Final = "\x7f"
_PICTURE_OF_DELETE: Final = "␡"
_MARKDOWN: Final = re.compile(r"[\\`*_\[\]<>|~]")
_MERMAID: Final = {"#": "#35;", "&": "#amp;", '"': "#quot;", "<": "#lt;", ">": "#gt;"}
_LINKS: Final = re.compile(r"@|&(?=#?\w)|(?<=[a-z]):(?=//)|(?<=www)\.", re.IGNORECASE)
_UNSEEN_IN_JSON: Final = re.compile(
    "[\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\ud800-\udfff\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)


def show_controls(text: str, keep: str = "") -> str:
    r"""Replace characters that cannot be seen by a picture or by their number.

    Args:
        text: The text.
        keep: Characters that stay as they are, such as the line end.

    >>> show_controls("\x1b[31m甲\u202e")
    '␛[31m甲⟨U+202E⟩'
    """
    if text.isprintable():
        return text
    return "".join(_name(char) if _is_hidden(char, keep) else char for char in text)


def _is_hidden(char: str, keep: str) -> bool:
    return char in _NO_CHARACTERS or (char not in keep and category(char) in _HIDDEN)


def _name(char: str) -> str:
    if char < " ":
        return chr(_PICTURES + ord(char))
    return _PICTURE_OF_DELETE if char == _DELETE else f"⟨U+{ord(char):04X}⟩"


def escape_unseen(text: str) -> str:
    r"""Escape the characters of a JSON text that a terminal obeys; the value stays the same.

    >>> escape_unseen('"\u202e"')
    '"\\u202e"'
    """
    return text if text.isprintable() else _UNSEEN_IN_JSON.sub(_escape_char, text)


def _escape_char(match: re.Match[str]) -> str:
    units = match[0].encode("utf-16-be", "surrogatepass")
    pairs = (units[start : start + 2].hex() for start in range(0, len(units), 2))
    return "".join(f"\\u{pair}" for pair in pairs)


def escape_markdown(text: str) -> str:
    r"""Escape a text for a cell of a Markdown table: no markup, link or column of its own.

    >>> escape_markdown("a|b <i> [x](http://y)")
    'a\\|b \\<i\\> \\[x\\](http&#58;//y)'
    """
    text = show_controls(" ".join(text.split()))
    text = _LINKS.sub(lambda match: f"&#{ord(match[0])};", text)
    return _MARKDOWN.sub(r"\\\g<0>", text)


def escape_mermaid(text: str) -> str:
    """Escape a text for a label of a Mermaid diagram.

    >>> escape_mermaid('甲"<b>')
    '甲#quot;#lt;b#gt;'
    """
    text = show_controls(" ".join(text.split()))
    for char, entity in _MERMAID.items():
        text = text.replace(char, entity)
    return text


def quote_dot(text: str) -> str:
    r"""Quote a text as a label of a DOT diagram, for Graphviz.

    >>> quote_dot('甲"乙')
    '"甲\\"乙"'
    """
    text = show_controls(" ".join(text.split()))
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
