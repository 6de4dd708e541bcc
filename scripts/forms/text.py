"""When two texts are the same: blanks that only a line break or typesetting put there do not count, nor does the width of signs."""

_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0xA0: 0x20}


def squeeze(text: str) -> str:
    """Signs in their ASCII form; blanks only between ASCII letters and digits."""
    text = " ".join(text.translate(_WIDE).split())
    kept = []
    for index, char in enumerate(text):
        if char == " " and not (_is_word(text[index - 1]) and _is_word(text[index + 1])):
            continue
        kept.append(char)
    return "".join(kept)


def _is_word(char: str) -> bool:
    return char.isascii() and char.isalnum()


def same(a, b) -> bool:
    """Whether both are texts and the same."""
    return isinstance(a, str) and isinstance(b, str) and squeeze(a) == squeeze(b)
