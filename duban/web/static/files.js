// Says of a file that is too large as soon as it is picked, so that nobody sends it in vain; the server says so too.
"use strict";

const MEGABYTE = 1024 * 1024;
const LARGEST = 50, TOGETHER = 60; // megabytes, of one file and of all that go out at once

function tooLarge(files) {
  const one = files.find((file) => file.size > LARGEST * MEGABYTE);
  if (one) return `“${one.name}”超过 ${LARGEST} MB；请压缩图片、拆分文件，或改为填写链接`;
  const all = files.reduce((sum, file) => sum + file.size, 0);
  return all > TOGETHER * MEGABYTE ? `这些文件合起来超过 ${TOGETHER} MB；请分几次上传` : "";
}

document.addEventListener("change", (event) => {
  const picked = event.target;
  if (picked.type !== "file") return;
  picked.setCustomValidity(tooLarge(Array.from(picked.files)));
  picked.reportValidity();
});
