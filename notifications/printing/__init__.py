"""排印 printing: a manuscript on the page — as PDF by typst, as DOCX to go on editing, as PNG to look at."""
