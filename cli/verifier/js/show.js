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
  if (told.certificate) parts.push(...factsOf(told, trust.words));
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

const unknownSince = (told, trust) => bothOf(trust.words.page.unknownSince, { day: momentOf(told.particulars.stated) });

const COMPARED = new Set(["valid", "statusUnknown", "notYetValid"]); // what ended, or nobody vouches for, is not taken

// Two groups: what stands on the paper, to be compared with it; and what the print says of itself.
function factsOf(told, words) {
  const groups = { paper: [], print: [] };
  for (const { path, name, value, onPaper } of linesOf(told.certificate, words)) {
    const cells = [both(name, "th"), element("td", value)];
    cells[0].setAttribute("scope", "row");
    groups[onPaper ? "paper" : "print"].push(element("tr", cells, { "data-member": path }));
  }
  const compared = COMPARED.has(told.outcome);
  const parts = compared ? [both(words.page.compare, "p")] : [];
  parts.push(tableOf(words.page[compared ? "facts" : "factsOfIt"], groups.paper));
  parts.push(...protectionOf(told.certificate, words, compared));
  if (groups.print.length) parts.push(tableOf(words.page.aboutThePrint, groups.print));
  return parts;
}

function tableOf(title, rows) {
  return element("table", [element("caption", both(title, "span")), element("tbody", rows)]);
}

// The statements of a certificate, each by its member.
function statementsOf({ identity, event, health, certificateId, issuedAt, expiresAt, issuer }) {
  const named = (group, said) => [...(said ?? [])].map(([word, value]) => [`${group}.${word}`, value]);
  const ofEvent = named("event", event).filter(([path]) => path !== "event.notSigned");
  const ofHealth = health ? [...flat(health)].map(([path, value]) => [`health.${path}`, value]) : [];
  const ofPrint = Object.entries({ certificateId, issuedAt, expiresAt, issuer }).filter(([, value]) => value !== null);
  return [...named("identity", identity), ...ofEvent, ...ofHealth, ...ofPrint];
}

// They in the order of the paper, each with what the paper of this kind of event calls it.
function linesOf(certificate, words) {
  const event = certificate.event ?? new Map();
  const apart = new Map(rowsOf(words.apart, event)), names = namesOf(event, words);
  const order = [...words.order.first, ...[...names.keys()].flatMap(withLatin)];
  if (!names.has(FULL_NAME)) order.unshift(LATIN_NAME);
  const rank = path => order.includes(path) ? order.indexOf(path) - order.length : words.order.last.indexOf(path) + 1;
  const called = new Map([...apart, ...names]);
  const onPaper = path => !words.aboutThePrint.includes(path) && !apart.has(path)
    && !(path === LATIN_NAME && apart.has(FULL_NAME));
  return statementsOf(certificate).sort(([one], [other]) => rank(one) - rank(other)).flatMap(([path, value]) => {
    if (path === "event.others") return othersOf(path, value, words);
    return [{ path, name: labelOf(path, called, words), value: valueOf(path, value, words), onPaper: onPaper(path) }];
  });
}

const FULL_NAME = "identity.fullName", LATIN_NAME = "identity.secondaryFullName", FORMER = "event.formerName";
const withLatin = path => path === FULL_NAME ? [path, LATIN_NAME] : [path];
const rowsOf = (papers, event) => Object.hasOwn(papers, event.get("kind")) ? papers[event.get("kind")] : [];

// Who is not renamed has one line for the name; whom a later event renamed is called so.
function namesOf(event, words) {
  const names = new Map(rowsOf(words.papers, event));
  if (names.has(FORMER) && !event.has("formerName")) {
    names.delete(FULL_NAME);
    return new Map([...names].map(([path, name]) => [path === FORMER ? FULL_NAME : path, name]));
  }
  if (names.has("event.newName") && event.has("newName")) names.set(FULL_NAME, words.nameNow);
  return names;
}

// Further lines of the paper, each signed with its own name.
function othersOf(path, value, words) {
  return value.split("\n").map(line => {
    const end = line.indexOf(": ");
    const lo = printable(end < 0 ? line : line.slice(0, end)), said = end < 0 ? "" : line.slice(end + 2);
    const en = Object.hasOwn(words.english, lo) ? words.english[lo] : words.otherLine;
    return { path, name: { lo, en }, value: printable(said), onPaper: true };
  });
}

// What of the paper no signature covers: the lines that the certificate itself names, and whatever is not shown.
function protectionOf({ event }, words, compared) {
  const named = event?.get("notSigned");
  const parts = named ? [both(bothOf(words.page.notSigned, { lines: named.split("\n").join(", ") }), "p")] : [];
  return compared && event ? [...parts, both(words.page.notShown, "p")] : parts;
}

function labelOf(path, names, words) {
  const [group, word] = [path.slice(0, path.indexOf(".")), path.slice(path.indexOf(".") + 1)];
  if (group === "health") return { lo: word, en: "" };
  if (path === LATIN_NAME) return bothOf(words.inLatin, names.get(FULL_NAME) ?? words.labels[FULL_NAME]);
  return names.get(path) ?? words.labels[path] ?? labelOfBody(word, words);
}

const labelOfBody = (word, { labels }) => ({ lo: labels.body.lo, en: `${labels.body.en}: ${word}` });

function valueOf(path, value, words) {
  const code = words.codes[path]?.[String(value)];
  if (code) return both(code, "span");
  if (path === "issuedAt") return dayOf(value);
  if (path === "expiresAt") return lastDayOf(value);
  if (isBytes(value)) return both(bothOf(words.page.bytes, { count: value.length }), "span");
  if (Array.isArray(value)) return value.map(each => printable(isMap(each) ? [...each.keys()] : each)).join(", ");
  if (words.days.includes(path)) return spelledDay(printable(value));
  if (words.names.includes(path)) return nameOf(String(value));
  return String(value).split("\n").map(printable).join("\n");
}

// A day as papers have it, as far as it is known; one that another issuer spells in his way stays.
function spelledDay(day) {
  const parts = /^(\d{4})(\d\d)?(\d\d)?$/.exec(day);
  return parts ? [parts[3], parts[2], parts[1]].filter(Boolean).join("/") : day;
}

// A name, and in its second line the same in Latin letters.
function nameOf(value) {
  const [lo, ...latin] = value.split("\n");
  return both({ lo: printable(lo), en: printable(latin.join(" ")) }, "span");
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
