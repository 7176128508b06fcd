"""版式 pages: what lies where on printed pages → a layout.  For files that keep places and no paragraphs (pdf, ofd).

`ink` names what lies on a page, `furniture` takes running heads and page numbers off, `grids` finds tables, with rules
or without, `paragraphs` joins wrapped lines, `compose` puts the pages together.
"""
