// COSE_Sign1 (RFC 9052): one signature, and the protected header that says by which key and how.

const ES256 = -7, EDDSA = -8, PS256 = -37;
const CWT = 61, SIGN1 = 18, ENCRYPT0 = 16;
const ALG = 1n, KID = 4n, TYP = 16n;
const LONGEST_KID = 64;

const isBytes = value => value instanceof Uint8Array;
const isMap = value => value instanceof Map;
const isTagged = (value, tag) => value instanceof Tagged && value.tag === tag;

function readSign1(token) {
  let value = decoded(token, [CWT, SIGN1, ENCRYPT0]);
  if (isTagged(value, CWT)) value = value.value;
  if (isTagged(value, ENCRYPT0)) throw new Stopped("encrypted");
  const parts = isTagged(value, SIGN1) ? value.value : null;
  const types = [isBytes, isMap, isBytes, isBytes];
  if (!Array.isArray(parts) || parts.length !== types.length || !types.every((is, place) => is(parts[place]))) {
    throw new Stopped("not-signed-once");
  }
  const [protectedHeader, unprotected, payload, signature] = parts;
  if (unprotected.size) {
    const reason = unprotected.has(KID) ? "kid-outside" : unprotected.has(ALG) ? "alg-outside" : "outside-protected";
    throw new Stopped(reason);
  }
  return { ...readHeader(protectedHeader), payload, signature, message: signedOver(protectedHeader, payload) };
}

function readHeader(data) {
  const header = data.length ? decoded(data) : new Map();
  if (!isMap(header)) throw new Stopped("not-signed-once");
  const others = [...header.keys()].filter(label => ![ALG, KID, TYP].includes(label)).map(String).sort();
  if (others.length) throw new Stopped("header-other", { label: others[0] });
  const [alg, kid, typ] = [ALG, KID, TYP].map(label => header.get(label) ?? null);
  if (typeof alg !== "bigint") throw new Stopped("alg-missing");
  if (kid !== null && !(isBytes(kid) && kid.length > 0 && kid.length <= LONGEST_KID)) throw new Stopped("kid-missing");
  if (typ !== null && typeof typ !== "string") throw new Stopped("typ-other");
  return { alg: String(alg), kid: kid && hexOf(kid), typ };
}

// What the signature is over: RFC 9052 §4.4.
function signedOver(protectedHeader, payload) {
  const context = new TextEncoder().encode("Signature1");
  const beforeHeader = [[0x84, 0x60 + context.length], context, byteHead(protectedHeader.length)];
  return joined([...beforeHeader, protectedHeader, [0x40], byteHead(payload.length), payload]);
}

function byteHead(length) {
  if (length < 24) return [0x40 + length];
  if (length < 0x100) return [0x58, length];
  if (length < 0x10000) return [0x59, length >> 8, length & 0xff];
  return [0x5a, length >>> 24, (length >> 16) & 0xff, (length >> 8) & 0xff, length & 0xff]; // a status list
}
