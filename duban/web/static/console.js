// What the console adds to plain pages: j and k walk through a list, Enter opens; charts draw what the server gives them.
// Every page works without this file.
"use strict";

function rows() { return Array.from(document.querySelectorAll("table[data-rows] tbody tr, article.judged")); }

function walk(step) {
  const all = rows();
  if (!all.length) return;
  const now = all.findIndex((row) => row.classList.contains("chosen"));
  const next = all[Math.max(0, Math.min(all.length - 1, now < 0 ? 0 : now + step))];
  all.forEach((row) => row.classList.toggle("chosen", row === next));
  const link = next.querySelector("summary, a"); // what is folded away cannot be stood on
  if (link) link.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (/^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) return;
  if (event.key === "j") walk(1);
  if (event.key === "k") walk(-1);
  if (event.key === "/") { const box = document.querySelector("input[type=search]"); if (box) { event.preventDefault(); box.focus(); } }
});

// One box ticks all those below it; without this file it is not shown.
document.querySelectorAll("input[data-all]").forEach((all) => {
  const each = Array.from(all.form.querySelectorAll(`input[name="${all.dataset.all}"]`));
  all.closest("label").hidden = false;
  all.addEventListener("change", () => each.forEach((box) => { box.checked = all.checked; }));
  all.form.addEventListener("change", () => {
    const ticked = each.filter((box) => box.checked).length;
    all.checked = ticked === each.length;
    all.indeterminate = ticked > 0 && ticked < each.length;
  });
});

const PAPER = 660; // pixels between the margins of an A4 sheet

function draw(holder) {
  if (typeof echarts === "undefined") return;
  const chart = echarts.init(holder, null, { renderer: "svg" });
  chart.setOption(JSON.parse(document.getElementById(holder.dataset.chart).textContent));
  window.addEventListener("resize", () => chart.resize());
  window.addEventListener("beforeprint", () => {
    chart.resize({ width: Math.min(holder.clientWidth, PAPER), height: Number(holder.dataset.printed) || "auto" });
    chart.getZr().flush(); // paper does not wait for the next frame
  });
  window.addEventListener("afterprint", () => chart.resize({ width: "auto", height: "auto" }));
}

document.querySelectorAll("[data-chart]").forEach(draw);
