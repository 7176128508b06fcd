// The editor: a link that names a line puts the cursor there.
"use strict";

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-line]");
  const box = document.getElementById("pack-text");
  if (!link || !box) return;
  event.preventDefault();
  const lines = box.value.split("\n"), line = Number(link.dataset.line);
  const from = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0);
  box.focus();
  box.setSelectionRange(from, from + (lines[line - 1] || "").length);
  box.scrollTop = Math.max(0, (line - 5) * box.scrollHeight / lines.length);
});
