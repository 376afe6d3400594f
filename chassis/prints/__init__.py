"""Pages as HTML: templates with every value escaped, a frame for screens, one for paper, words, figures and headers.

What a page says and which data it shows is its service's; how pages are made and look alike is here, once for all.
"""
