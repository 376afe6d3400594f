// What a text is worth: layer by layer as evidence/certificates/checks.py, with its sentences.

const HC1 = { prefix: "HC1:", keys: "healthCertificates", health: true };
const CLAIM_169 = { prefix: "", keys: "certificates", health: false };
const profileOf = text => (text.startsWith(HC1.prefix) ? HC1 : CLAIM_169);

// Returns { outcome, layer, reason, particulars, kid, certificate, findings }; the last two only say what is proven.
async function check(text, trust, at) {
  const profile = profileOf(text);
  const seen = { kid: null, certificate: null, failure: null };
  try {
    const token = readSign1(await unpacked(text, profile.prefix));
    seen.kid = token.kid;
    const key = await signerOf(token, trust.keys[profile.keys]);
    const certificate = readClaims(token.payload, profile, trust.tables);
    mustVouch(key, certificate.issuer, certificate.issuedAt, at);
    seen.certificate = certificate;
    mustBeInTime(certificate, at);
    const lists = trust.lists.filter(list => vouchedFor(list, at));
    if (certificate.status) mustStillCount(certificate.status, certificate.issuer, lists, at);
  } catch (fault) {
    if (!(fault instanceof Stopped)) throw fault; // of the browser, not of the text: nothing is said about that
    seen.failure = fault;
  }
  return told(seen, trust.words);
}

function mustBeInTime({ notBefore, expiresAt }, at) {
  if (notBefore !== null && at < notBefore) throw new Stopped("not-yet", { begins: notBefore });
  if (at >= expiresAt) throw new Stopped("over", { until: expiresAt });
}

function told(seen, words) {
  const { reason = null, particulars = {} } = seen.failure ?? {};
  const [layer, outcome] = reason ? words.reasons[reason] : [null, "valid"];
  return { ...seen, reason, particulars, layer, outcome, findings: findingsOf(seen, layer, words) };
}

const STEPS = ["certificate-read", "certificate-signed", "certificate-in-time", "certificate-counts"];
const STEP_OF = { key: STEPS[1], signature: STEPS[1], time: STEPS[2], status: STEPS[3] };

function findingsOf({ certificate, kid, failure }, layer, words) {
  const stoppedAt = failure && (STEP_OF[layer] ?? STEPS[0]);
  const found = certificate ? holding(certificate, kid).slice(0, failure ? STEPS.indexOf(stoppedAt) : undefined) : [];
  const said = found.map(([code, particulars]) => finding(code, true, particulars, words));
  if (!failure) return said;
  const why = bothOf(words.sentences[failure.reason], shown(failure.particulars));
  const bare = { lo: { layer, why: withoutStop(why.lo) }, en: { layer, why: withoutStop(why.en) } };
  return [...said, finding(stoppedAt, false, bare, words)];
}

const withoutStop = sentence => sentence.replace(/\.$/, "");

function holding(certificate, kid) {
  const read = { issuer: certificate.issuer, issued: dayOf(certificate.issuedAt) };
  return [
    [STEPS[0], inBoth(read)],
    [STEPS[1], inBoth({ kid })],
    [STEPS[2], inBoth({ until: lastDayOf(certificate.expiresAt) })],
    [certificate.status ? STEPS[3] : "certificate-names-no-list", inBoth({})],
  ];
}

const inBoth = particulars => ({ lo: particulars, en: particulars });

function finding(code, holds, particulars, words) {
  const said = words.findings[code][holds ? "holds" : "fails"];
  return { code, holds, lo: filled(said.lo, particulars.lo), en: filled(said.en, particulars.en) };
}

const bothOf = (said, particulars) => ({ lo: filled(said.lo, particulars), en: filled(said.en, particulars) });
const filled = (sentence, particulars) => sentence.replace(/\{(\w+)\}/g, (_, name) => printable(particulars[name]));

const SPELLED = { begins: at => dayOf(at), until: at => lastDayOf(at), stated: at => dayOf(at) }; // of epoch seconds
const shown = particulars => Object.fromEntries(
  Object.entries(particulars).map(([name, value]) => [name, name in SPELLED ? SPELLED[name](value) : value]));

const CLOCK = 7 * 3600; // seconds before UTC: of the offices, by which papers have their days
const MOMENT = /^(\d{4})-(\d\d)-(\d\d)T(\d\d:\d\d)/;

// A day as papers have it: 30/11/2026.
function dayOf(at) {
  const inCalendar = at >= -62135596800 && at + CLOCK <= 253402300799; // of years 1 to 9999
  if (!inCalendar) return String(at);
  const [, year, month, day] = MOMENT.exec(new Date((at + CLOCK) * 1000).toISOString());
  return `${day}/${month}/${year}`;
}

// The last day before a second at which something ends.
const lastDayOf = at => dayOf(at - 1);
const momentOf = at => `${dayOf(at)} ${MOMENT.exec(new Date((at + CLOCK) * 1000).toISOString())[4]}`;

const LONGEST_SHOWN = 300;

// What comes from outside might draw on the page, or hold a sign of its own.
function printable(value) {
  const letters = [...String(value)];
  const safe = letter => (/^[\p{C}\p{Z}]$/u.test(letter) && letter !== " " ? "\ufffd" : letter);
  return letters.slice(0, LONGEST_SHOWN).map(safe).join("") + (letters.length > LONGEST_SHOWN ? "…" : "");
}
