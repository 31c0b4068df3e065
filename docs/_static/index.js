// Narrows the table of the atlas down: a word, and one choice for each of subject, kind, label, data, learner.
document.addEventListener("DOMContentLoaded", () => {
  const table = document.querySelector(".atlas-index table");
  if (!table) return;
  const rows = [...table.tBodies[0].rows];
  const names = [...table.tHead.rows[0].cells].map((cell) => cell.textContent.trim());
  const bar = document.createElement("div");
  bar.className = "atlas-filter";
  const word = document.createElement("input");
  word.type = "search";
  word.placeholder = "id or title";
  word.setAttribute("aria-label", "id or title");
  bar.append(word);
  const count = document.createElement("span");
  count.setAttribute("role", "status");
  const choices = [2, 3, 4, 5, 6].map((column) => {
    const choice = document.createElement("select");
    choice.setAttribute("aria-label", names[column]);
    const values = [...new Set(rows.map((row) => row.cells[column].textContent.trim()))].filter(Boolean).sort();
    for (const value of ["", ...values]) choice.append(new Option(value || `${names[column]}: all`, value));
    bar.append(choice);
    return { column, choice };
  });
  bar.append(count);
  table.closest(".atlas-index").before(bar);
  const show = () => {
    const wanted = word.value.toLowerCase();
    let shown = 0;
    for (const row of rows) {
      const text = `${row.cells[0].textContent} ${row.cells[1].textContent}`.toLowerCase();
      const good = text.includes(wanted) && choices.every(({ column, choice }) => !choice.value || row.cells[column].textContent.trim() === choice.value);
      row.hidden = !good;
      shown += good;
    }
    count.textContent = `${shown} of ${rows.length}`;
  };
  bar.addEventListener("input", show);
  show();
});
