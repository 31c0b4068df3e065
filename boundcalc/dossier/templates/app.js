"use strict";
// The page sends what is described and shows what comes back; it makes no number of its own.
const get = (id) => document.getElementById(id);
const state = { table: null, columns: [], waiting: null, running: null, watching: null };

function element(tag, text, name) {
  const made = document.createElement(tag);
  if (text !== undefined) made.textContent = text;
  if (name) made.className = name;
  return made;
}

function mark(name, said) {
  clearInterval(state.watching);
  get("progress").hidden = true;
  get("error").textContent = name === "error" ? said : "";
  get("status").textContent = name === "error" ? "What is shown below is older than what is described." : said;
  document.body.dataset.state = name;
}

function busy(said) {
  mark("busy", said);
  get("downloads").hidden = true;
}

function show(table) {
  if (!table) return;
  get("table").textContent = `${table.name}: ${table.rows} records, ${table.of} columns${table.of > table.columns.length ? `, the first ${table.columns.length} of them here` : ""}.`;
  state.table = table.id;
  state.columns = table.columns;
  get("n").step = String(Math.max(1, 10 ** (String(table.rows).length - 2)));
  get("about").hidden = false;
  get("columns").replaceChildren(...table.columns.map((column, i) => {
    const box = element("div");
    const label = element("label");
    const tick = element("input");
    tick.type = "checkbox";
    tick.id = `k${i}`;
    tick.checked = true;
    label.append(tick, " ", element("bdi", column.shown), ` (${column.distinct})`);
    const width = element("input", undefined, "width");
    width.type = "text";
    width.id = `w${i}`;
    width.placeholder = column.numeric ? "width" : "map";
    width.setAttribute("aria-label", `coarsen ${column.shown}`);
    box.append(label, " ", width);
    return box;
  }));
  ask();
}

function value(id) {
  const field = get(id);
  if (field.validity.badInput) throw new Error(`${field.labels[0].firstChild.textContent.trim()}: this is no number`);
  return field.value.trim();
}

function described() {
  const release = { release: { confidence: value("confidence") || "0.95" }, data: { sampling: value("sampling") }, targets: { prior: value("prior") }, training: {} };
  if (value("n")) release.data.n = value("n");
  if (value("noise")) release.training.dp_sgd = { noise_multiplier: value("noise"), sample_rate: value("rate"), steps: value("steps") };
  if (value("epsilon")) release.training.privacy = { epsilon: value("epsilon"), delta: value("delta") || "0" };
  if (value("bits")) release.training.properties = [`BitBudget(${value("bits")})`];
  if (value("advantage")) release.targets.advantage = value("advantage");
  if (value("tpr")) release.targets.tpr = [{ at: "0.001", most: value("tpr") }];
  // A coarsened column is called NAME[MAP], in the file and here.
  const names = state.columns.map((column, i) => (value(`w${i}`) ? `${column.name}[${value(`w${i}`)}]` : column.name));
  if (names.some((name, i) => name !== state.columns[i].name)) release.data.columns = names;
  const known = names.filter((_, i) => get(`k${i}`).checked);
  if (state.columns.length && !known.length) throw new Error("tick at least one column: who knows nothing of a target learns nothing of it");
  if (known.length < names.length) release.attackers = { "who knows what is ticked": known };
  return { table: state.table, release };
}

function draw(found) {
  const answer = get("answer");
  const opened = [...answer.querySelectorAll("details")].map((part) => part.open);
  const places = [...answer.querySelectorAll("summary, a")];
  const place = places.indexOf(document.activeElement);
  const parsed = new DOMParser().parseFromString(found.html, "text/html");
  answer.replaceChildren(...[...parsed.body.childNodes].map((node) => document.importNode(node, true)));
  const details = [...answer.querySelectorAll("details")];
  if (details.length === opened.length) details.forEach((part, i) => { part.open = opened[i]; });
  if (place >= 0) [...answer.querySelectorAll("summary, a")][place]?.focus();
  for (const form of ["html", "json", "md", "toml"]) get(form).href = `/download/${found.id}/dossier.${form}`;
  get("downloads").hidden = false;
}

async function levers(id, signal) {
  try {
    const answer = await fetch(`/levers/${id}`, { signal });
    if (!answer.ok) return;
    const parsed = new DOMParser().parseFromString((await answer.json()).html, "text/html");
    get("levers").replaceChildren(...[...parsed.body.childNodes].map((node) => document.importNode(node, true)));
  } catch (error) { /* something else is asked for now */ }
}

function watch(since) {
  clearInterval(state.watching);
  state.watching = setInterval(async () => {
    try {
      const at = await (await fetch("/progress")).json();
      if (document.body.dataset.state !== "busy") return;
      const seconds = Math.round((Date.now() - since) / 1000);
      get("status").textContent = at.what ? `Working, ${seconds} s: ${at.what}` : `Working, ${seconds} s`;
      get("progress").hidden = !at.of;
      if (at.of) get("progress").value = at.done / at.of;
    } catch (error) { /* the request itself says that nobody answers */ }
  }, 700);
}

async function run() {
  if (state.running) state.running.abort();
  const mine = (state.running = new AbortController());
  let body;
  try {
    body = JSON.stringify(described());
  } catch (error) {
    return mark("error", error.message);
  }
  watch(Date.now());
  try {
    const answer = await fetch("/dossier", { method: "POST", headers: { "content-type": "application/json" }, body, signal: mine.signal });
    const found = await answer.json();
    if (mine !== state.running) return;
    if (!answer.ok) return mark("error", found.error);
    draw(found);
    mark("ready", [found.statement, ...found.told].join(" "));
    levers(found.id, mine.signal);
  } catch (error) {
    if (error.name !== "AbortError" && mine === state.running) mark("error", "the workbench does not answer: is it still running?");
  }
}

function ask() {
  get("priorshown").textContent = get("prior").value;
  if (state.running) state.running.abort();
  busy("Working");
  clearTimeout(state.waiting);
  state.waiting = setTimeout(run, 200);
}

async function load() {
  const file = get("file").files[0];
  if (!file) return;
  if (state.running) state.running.abort();
  clearTimeout(state.waiting);
  busy(`Reading ${file.name}`);
  try {
    const answer = await fetch(`/table?name=${encodeURIComponent(file.name)}`, { method: "POST", body: file });
    const table = await answer.json();
    if (!answer.ok) return mark("error", table.error);
    show(table);
  } catch (error) {
    mark("error", "the file could not be sent");
  }
}

function tick(checked) {
  for (const box of document.querySelectorAll("#columns input[type=checkbox]")) box.checked = checked;
  ask();
}

get("file").addEventListener("change", load);
get("all").addEventListener("click", () => tick(true));
get("none").addEventListener("click", () => tick(false));
document.querySelector("main").addEventListener("input", (event) => { if (event.target.id !== "file") ask(); });
fetch("/loaded").then((answer) => answer.json()).then((table) => show(table && table.id ? table : null)).catch(() => mark("error", "the workbench does not answer: is it still running?"));
