"""Our Lao font, made from Noto Sans Lao: a consonant with its marks becomes one glyph."""
