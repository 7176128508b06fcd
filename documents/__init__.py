"""读文件 documents: a file -> a `Document` with clauses and anchors; the only room that knows file formats."""
