// The verdict on the page: a word, a sign and a colour, the facts beside the paper, what was found layer by layer.

const SIGNS = {
  valid: ["✓", "good"],
  superseded: ["✗", "bad"],
  revoked: ["✗", "bad"],
  altered: ["✗", "bad"],
  unknownKey: ["✗", "bad"],
  keyExpired: ["✗", "bad"],
  expired: ["!", "doubt"],
  notYetValid: ["!", "doubt"],
  statusUnknown: ["!", "doubt"],
  unreadable: ["?", "doubt"],
};

function element(name, content = [], attributes = {}) {
  const made = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
  made.append(...[content].flat());
  return made;
}

// Both languages, Lao first.
function both(said, name = "p") {
  const english = said.en ? [" ", element("span", said.en, { lang: "en" })] : [];
  return element(name, [element("span", said.lo, { lang: "lo" }), ...english], { class: "both" });
}

function verdictOf(told, trust, at) {
  const stands = standing(trust, at);
  const head = stands === "good" ? headOf(told.outcome, trust.words) : headOfUnbelievable(told.outcome, stands, trust);
  const parts = [head];
  if (told.reason === "list-old") parts.push(both(unknownSince(told, trust)));
  if (told.certificate) parts.push(...factsOf(told.certificate, trust.words));
  parts.push(foundOf(told, trust.words));
  const kind = stands === "good" ? SIGNS[told.outcome][1] : "unbelievable";
  const attributes = { class: `verdict ${kind}`, "data-outcome": told.outcome, "data-standing": stands };
  return element("article", parts, attributes);
}

function headed(sign, title, ...below) {
  const shownSign = element("span", sign, { class: "sign", "aria-hidden": "true" });
  const heading = element("h2", [shownSign, both(title, "span")]);
  return element("div", [heading, ...below.map(each => both(each))], { class: "head" });
}

const headOf = (outcome, { outcomes }) => headed(SIGNS[outcome][0], outcomes[outcome].title, outcomes[outcome].todo);

// A verdict that is not to be believed has neither the colour nor the sign of one that is.
function headOfUnbelievable(outcome, stands, trust) {
  const { lo, en } = trust.words.outcomes[outcome].title;
  const { wouldSay, unbelievable } = trust.words.page;
  const would = { lo: filled(wouldSay.lo, { outcome: lo }), en: filled(wouldSay.en, { outcome: en }) };
  return headed("!", unbelievable, sentenceOf(stands, trust), would);
}

const CLOCK_SLACK = 3600; // seconds that a device's clock may be behind the one of whoever made the verifier

// Whether the verifier itself may be believed: its time may be over, or the clock of the device may be wrong.
function standing(trust, at) {
  if (at >= trust.until) return "over";
  return at < trust.madeAt - CLOCK_SLACK ? "clock" : "good";
}

function sentenceOf(stands, trust) {
  const day = stands === "over" ? trust.untilDay : dayOf(trust.madeAt);
  return bothOf(trust.words.page[stands], { day });
}

function unknownSince(told, trust) {
  const moment = new Date(told.particulars.stated * 1000);
  const day = new Intl.DateTimeFormat("sv-SE", { dateStyle: "short", timeStyle: "short" }).format(moment);
  return bothOf(trust.words.page.unknownSince, { day });
}

const NAMES = new Set(["fullName", "secondaryFullName"]); // whose paper it is, is read first

function factsOf(certificate, words) {
  const rows = [];
  const add = (label, value) => rows.push(element("tr", [both(label, "th"), element("td", value)]));
  const { identity, event, health, certificateId } = certificate;
  const named = (said, labels) => [...(said ?? [])].map(([word, value]) => [word, value, labels[word]]);
  const ofPerson = named(identity, words.labels.identity);
  const names = ofPerson.filter(([word]) => NAMES.has(word));
  const others = ofPerson.filter(([word]) => !NAMES.has(word));
  const inOrder = [...names, ...named(event, words.labels.event), ...others];
  for (const [word, value, label] of inOrder) add(label ?? labelOfBody(word, words), valueOf(word, value, words));
  for (const [word, value] of health ? flat(health) : []) add(unlabelled(word), valueOf("", value, words));
  if (certificateId) add(words.labels.of.certificateId, printable(certificateId));
  add(words.labels.of.issuer, printable(certificate.issuer));
  const parts = [both(words.page.compare, "p")];
  if (event?.has("printNumber")) {
    const number = { number: event.get("printNumber") };
    parts.unshift(element("div", both(bothOf(words.page.print, number)), { class: "print" }));
  }
  const table = element("table", [element("caption", both(words.page.facts, "span")), element("tbody", rows)]);
  rows.forEach(row => row.firstChild.setAttribute("scope", "row"));
  return [...parts, table];
}

const labelOfBody = (word, { labels }) =>
  ({ lo: labels.bodies.part.lo, en: `${labels.bodies.part.en}: ${word}` });
const unlabelled = word => ({ lo: word, en: "" });

function valueOf(word, value, words) {
  const code = words.codes[word]?.[String(value)];
  if (code) return both(code, "span");
  if (isBytes(value)) return both(bothOf(words.page.bytes, { count: value.length }), "span");
  if (Array.isArray(value)) return value.map(each => printable(isMap(each) ? [...each.keys()] : each)).join(", ");
  if (WITH_DAY.has(word)) return spelledDay(printable(value));
  return String(value).split("\n").map(printable).join("\n");
}

const WITH_DAY = new Set(["dateOfBirth", "date"]);

// A day as papers have it, as far as it is known; one that another issuer spells in his way stays.
function spelledDay(day) {
  const parts = /^(\d{4})(\d\d)?(\d\d)?$/.exec(day);
  return parts ? [parts[3], parts[2], parts[1]].filter(Boolean).join("/") : day;
}

function* flat(map, before = "") {
  for (const [word, value] of map) {
    const path = before + printable(word);
    if (isMap(value)) yield* flat(value, `${path}.`);
    else if (Array.isArray(value) && value.every(isMap)) for (const each of value) yield* flat(each, `${path}.`);
    else yield [path, value];
  }
}

function foundOf(told, words) {
  const items = told.findings.map(({ holds, lo, en }) => element("li", [
    element("span", holds ? "✓" : "✗", { class: "sign", "aria-hidden": "true" }),
    both({ lo, en }, "span"),
  ], { class: holds ? "good" : "bad" }));
  return element("details", [element("summary", both(words.page.found, "span")), element("ul", items)], { open: "" });
}
