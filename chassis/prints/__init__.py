"""Pages as HTML, with every value escaped, and as PDF to be kept: frames, words, figures, charts, symbols, headers.

What a page says and which data it shows is its service's; how pages are made and look alike is here, once for all.
"""
