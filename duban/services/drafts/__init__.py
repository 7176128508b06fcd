"""起草台：a plan comes in, becomes a draft pack, is answered, corrected, compared and published — at the console.

`plans` take in documents and show them beside what was found in them; `keeping` holds drafts, a version for every step;
`asking` puts the questions and writes the answers in; `proving` checks a text as it is typed; `enacting` shows what a
publication would change and carries it out, with a second person where the office asks for one; `shelf` shows the packs
that there are; `trying` plays days through.  Every function asks first whether the visitor may write rules.
"""
