// What a certificate says: the claims of its CWT, Claim 169 and the event, by the tables that Python has written here.

const ISSUER = 1n, SUBJECT = 2n, EXPIRES = 4n, BEGINS = 5n, ISSUED = 6n, ID = 7n;
const STATUS = 65535n, PERSON = 169n, CIVIL_EVENT = -70001n, HEALTH = -260n;
const LATEST = 2n ** 53n; // epoch seconds, and places
const CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz";
const IS = {
  text: value => typeof value === "string",
  whole: value => typeof value === "bigint",
  bytes: isBytes,
  map: isMap,
};

function optional(claims, label, member, type) {
  const value = claims.get(label) ?? null;
  if (value === null) return null;
  if (!IS[type](value) || (type === "whole" && !(value >= 0n && value <= LATEST))) {
    throw new Stopped("claim-other", { member });
  }
  return type === "whole" ? Number(value) : value;
}

function demanded(claims, label, member, type) {
  const value = optional(claims, label, member, type);
  if (value === null) throw new Stopped("claim-missing", { member });
  return value;
}

function mapping(value, member) {
  if (!isMap(value)) throw new Stopped("claim-other", { member });
  return value;
}

function readClaims(payload, profile, tables) {
  const claims = mapping(decoded(payload), "claims");
  const id = optional(claims, ID, "certificateId", "bytes");
  return {
    issuer: demanded(claims, ISSUER, "issuer", "text"),
    issuedAt: demanded(claims, ISSUED, "issuedAt", "whole"),
    expiresAt: demanded(claims, EXPIRES, "expiresAt", "whole"),
    notBefore: optional(claims, BEGINS, "notBefore", "whole"),
    subject: optional(claims, SUBJECT, "subject", "text"),
    certificateId: id && idOf(id, tables.idPrefix),
    status: statusReference(claims.get(STATUS) ?? null),
    ...(profile.health ? readHealth(claims) : readPerson(claims, tables)),
  };
}

function statusReference(claim) {
  if (claim === null) return null;
  const reference = demanded(mapping(claim, "status"), "status_list", "status", "map");
  const place = demanded(reference, "idx", "status", "whole");
  return { place, uri: demanded(reference, "uri", "status", "text") };
}

function readPerson(claims, tables) {
  const person = demanded(claims, PERSON, "169", "map");
  const event = optional(claims, CIVIL_EVENT, "event", "map");
  return { identity: readTable(person, tables.identity), event: event && readTable(event, tables.event) };
}

function readHealth(claims) {
  return { health: demanded(demanded(claims, HEALTH, "-260", "map"), 1n, "-260", "map") };
}

// Rows are [label, word, kind, more]: `more` are the codes of a code, and the rows of parts.
function readTable(labelled, rows) {
  const present = rows.filter(([label]) => labelled.has(BigInt(label)));
  return new Map(present.map(([label, word, kind, more]) => {
    const value = labelled.get(BigInt(label));
    if (!KINDS[kind].comesAs(value, more)) throw new Stopped("claim-other", { member: word });
    return [word, KINDS[kind].out(value, more)];
  }));
}

const same = value => value;
const KINDS = {
  text: { comesAs: IS.text, out: same },
  whole: { comesAs: IS.whole, out: same },
  data: { comesAs: isBytes, out: same },
  lao: { comesAs: said => IS.text(said) || isBytes(said), out: outOfLao },
  code: { comesAs: (value, codes) => IS.whole(value) && String(value) in codes, out: (value, codes) => codes[value] },
  wholes: { comesAs: values => Array.isArray(values) && values.every(IS.whole), out: same },
  parts: {
    comesAs: values => Array.isArray(values) && values.every(isMap),
    out: (values, rows) => values.map(each => readTable(each, rows)),
  },
};

// One byte to a letter: the lower half is the Lao block, the upper one ASCII (evidence/certificates/lao.py).
function outOfLao(said) {
  if (!isBytes(said)) return said;
  return Array.from(said, byte => String.fromCharCode(byte < 0x80 ? byte + 0xe80 : byte - 0x80)).join("");
}

function idOf(number, prefix) {
  if (number.length !== 16) return hexOf(number);
  const value = number.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
  const letters = Array.from({ length: 26 }, (_, place) => CROCKFORD[Number((value >> BigInt(5 * place)) & 31n)]);
  return prefix + letters.reverse().join("");
}
