"use strict";
const get = (id) => document.getElementById(id);
const state = { columns: [], waiting: null, running: null };

function element(tag, text, name) {
  const made = document.createElement(tag);
  if (text !== undefined) made.textContent = text;
  if (name) made.className = name;
  return made;
}

function fail(text) {
  get("error").textContent = text;
  document.body.dataset.state = "error";
}

function picture(source) {
  const parsed = new DOMParser().parseFromString(source.replace("<svg ", "<svg xmlns='http://www.w3.org/2000/svg' "), "image/svg+xml");
  return document.importNode(parsed.documentElement, true);
}

function show(table) {
  if (!table) return;
  get("table").textContent = `${table.name}: ${table.rows} records, ${table.columns.length} columns`;
  state.columns = table.columns;
  const list = get("columns");
  list.replaceChildren();
  table.columns.forEach((column, i) => {
    const box = element("div");
    const label = element("label");
    const tick = element("input");
    tick.type = "checkbox";
    tick.id = `k${i}`;
    tick.checked = true;
    label.append(tick, ` ${column.name} (${column.distinct})`);
    box.append(label);
    if (column.numeric) {
      const width = element("input", undefined, "width");
      width.type = "text";
      width.id = `w${i}`;
      width.placeholder = "round to";
      width.setAttribute("aria-label", `round ${column.name} to multiples of`);
      box.append(" ", width);
    }
    list.append(box);
  });
  ask();
}

function described() {
  const value = (id) => get(id).value.trim();
  const release = { release: { confidence: value("confidence") || "0.95" }, data: { sampling: value("sampling") }, targets: { prior: value("prior") }, training: {} };
  if (value("n")) release.data.n = value("n");
  if (value("noise")) release.training.dp_sgd = { noise_multiplier: value("noise"), sample_rate: value("rate") || "0.01", steps: value("steps") || "1000" };
  if (value("epsilon")) release.training.privacy = { epsilon: value("epsilon"), delta: value("delta") || "0" };
  if (value("bits")) release.training.properties = [`BitBudget(${value("bits").replace(/[^0-9]/g, "")})`];
  if (value("advantage")) release.targets.advantage = value("advantage");
  if (value("tpr")) release.targets.tpr = [{ at: "0.001", most: value("tpr") }];
  const known = state.columns.filter((column, i) => get(`k${i}`).checked).map((column) => column.name);
  if (known.length && known.length < state.columns.length) release.attackers = { "who knows what is ticked": known };
  const coarse = {};
  state.columns.forEach((column, i) => { if (column.numeric && value(`w${i}`)) coarse[column.name] = value(`w${i}`); });
  return { release, coarse };
}

function draw(found) {
  get("statement").textContent = found.statement;
  get("statement").classList.toggle("alarm", found.contradictions.length > 0);
  get("verdicts").replaceChildren(...found.verdicts.map((line) => element("li", line, line.split(" ")[0])));
  get("views").replaceChildren(...found.views.map((view) => {
    const part = element("section");
    part.append(element("h2", `Attacker: ${view.name}`));
    if (view.unique) part.append(element("p", `${view.unique} of the records are unique by what they know.`));
    const panel = element("div", undefined, "panel");
    const table = element("table");
    const body = element("tbody");
    for (const row of view.rows) {
      const line = element("tr");
      line.append(element("td", row.what), element("td", row.interval, "number"), element("td", row.by));
      body.append(line);
    }
    table.append(body);
    const figure = element("figure");
    figure.append(picture(view.picture));
    panel.append(table, figure);
    part.append(panel);
    return part;
  }));
  get("left").replaceChildren(...found.left_out.map((line) => element("li", `Not combined: ${line}`)));
  get("note").textContent = found.note;
  get("downloads").hidden = false;
}

async function run() {
  if (state.running) state.running.abort();
  const mine = (state.running = new AbortController());
  document.body.dataset.state = "busy";
  get("error").textContent = "";
  try {
    const answer = await fetch("/dossier", { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(described()), signal: mine.signal });
    const found = await answer.json();
    if (!answer.ok) return fail(found.error);
    draw(found);
    document.body.dataset.state = "ready";
  } catch (error) {
    if (error.name !== "AbortError") fail("the workbench does not answer: is it still running?");
  }
}

function ask() {
  get("priorshown").textContent = get("prior").value;
  document.body.dataset.state = "busy";
  clearTimeout(state.waiting);
  state.waiting = setTimeout(run, 120);
}

get("file").addEventListener("change", async () => {
  const file = get("file").files[0];
  if (!file) return;
  document.body.dataset.state = "busy";
  get("error").textContent = "";
  try {
    const answer = await fetch(`/table?name=${encodeURIComponent(file.name)}`, { method: "POST", body: file });
    const table = await answer.json();
    if (!answer.ok) return fail(table.error);
    show(table);
  } catch (error) {
    fail("the file could not be sent");
  }
});
document.querySelector("main").addEventListener("input", (event) => { if (event.target.id !== "file") ask(); });
fetch("/loaded").then((answer) => answer.json()).then(show);
