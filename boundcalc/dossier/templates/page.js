"use strict";
// Choose what the attacker knows: every subset was computed beforehand, and every number is text that was made then.
const data = JSON.parse(document.getElementById("states").textContent);
const ticks = [...document.querySelectorAll("#ticks input")];
const radios = [...document.querySelectorAll("input.choice")];
const chosen = document.getElementById("chosen");

function element(tag, name, ...parts) {
  const made = document.createElement(tag);
  if (name) made.className = name;
  made.append(...parts);
  return made;
}

function statement(claim) {
  const [head, rest, theorems, assumptions] = claim;
  const made = element("p", "", element("b", "", head), rest);
  for (const id of theorems) {
    const [title, label] = data.theorems[id];
    const link = element("a", "", title);
    link.href = `#t-${id}`;
    made.append(element("br"), "Theorem: ", link, " (", element("code", "", id), `, ${label})`);
  }
  for (const what of assumptions) made.append(element("br"), element("span", "quiet", `Assuming: ${what}.`));
  return made;
}

function fill(state) {
  chosen.querySelector(".knows").textContent = state.knows;
  chosen.querySelector(".unique").textContent = state.unique;
  const lines = [...chosen.querySelectorAll(".panel > .wide tbody tr")];
  state.rows.forEach(([interval, by, [x, width], claims], i) => {
    const opens = lines[i].querySelector("details");
    opens.querySelector("summary").textContent = interval;
    opens.querySelector("div").replaceChildren(...claims.map((place) => statement(data.claims[place])));
    lines[i].querySelector("td.by").textContent = by;
    lines[i].querySelector(".fill").setAttribute("x", x);
    lines[i].querySelector(".fill").setAttribute("width", width);
  });
  const svg = chosen.querySelector("figure svg");
  svg.querySelector(".high").setAttribute("points", state.path);
  svg.setAttribute("aria-label", state.told);
  chosen.querySelectorAll(".points tbody tr").forEach((line, i) => { line.children[1].textContent = state.curve[i]; });
}

function say() {
  const view = [...document.querySelectorAll(".view")].find((part) => getComputedStyle(part).display !== "none");
  const [first] = view.querySelectorAll(".panel summary");
  const unique = view.querySelector(".unique");
  document.getElementById("told").textContent = `Advantage in ${first.textContent}.${unique ? ` ${unique.textContent}` : ""}`;
}

function ticked() {
  const bits = ticks.reduce((sum, tick, i) => sum + (tick.checked ? 2 ** i : 0), 0);
  const named = data.named.indexOf(bits);
  radios.forEach((radio, i) => { radio.checked = i === named; });
  chosen.hidden = named >= 0;
  if (named < 0) fill(data.states[bits]);
  say();
}

function named() {
  const i = radios.findIndex((radio) => radio.checked);
  const bits = data.named[i];
  if (bits !== null) ticks.forEach((tick, j) => { tick.checked = Math.floor(bits / 2 ** j) % 2 === 1; });
  chosen.hidden = true;
  say();
}

// The part that is filled has the form of the first one, without what is said of the whole record or reached by attacks.
const form = document.getElementById("v1").querySelector(".panel").cloneNode(true);
form.querySelectorAll("tbody tr").forEach((line) => { if (line.dataset.kind === "record") line.remove(); });
form.querySelectorAll(".low, .reached").forEach((part) => part.remove());
chosen.querySelector(".panel").replaceWith(form);
document.getElementById("ticks").hidden = false;
for (const tick of ticks) tick.addEventListener("change", ticked);
for (const radio of radios) radio.addEventListener("change", named);
named();
