// Status lists (draft-ietf-oauth-status-list): the statuses of many certificates as bits, in one signed CWT.

const MEDIA_TYPE = "application/statuslist+cwt";
const DAY = 86400; // seconds: an older list says nothing about today
const LARGEST = 2 * 1024 * 1024; // bytes of statuses
const LIST = 65533n;
const NO_LONGER = { 1: "revoked", 3: "superseded" };

async function readList(data, keys) {
  const token = readSign1(data);
  if (token.typ !== MEDIA_TYPE) throw new Stopped("typ-other");
  const key = await signerOf(token, keys);
  const claims = mapping(decoded(token.payload), "claims");
  const listed = demanded(claims, LIST, "status_list", "map");
  if (demanded(listed, "bits", "bits", "whole") !== 2) throw new Stopped("claim-other", { member: "bits" });
  return {
    key,
    uri: demanded(claims, SUBJECT, "subject", "text"),
    issuer: demanded(claims, ISSUER, "issuer", "text"),
    issuedAt: demanded(claims, ISSUED, "issuedAt", "whole"),
    bits: await inflated(demanded(listed, "lst", "lst", "bytes"), LARGEST),
    expiresAt: optional(claims, EXPIRES, "expiresAt", "whole"),
  };
}

const vouchedFor = (list, at) => {
  try {
    mustVouch(list.key, list.issuer, list.issuedAt, at);
    return true;
  } catch {
    return false;
  }
};
const isFresh = (list, at) => at - list.issuedAt <= DAY && (list.expiresAt === null || at < list.expiresAt);

function mustStillCount(reference, issuer, lists, at) {
  const { uri, place } = reference;
  const named = lists.filter(list => list.uri === uri);
  if (!named.length) throw new Stopped(lists.length ? "list-of-another" : "list-missing", { uri });
  const newest = named.reduce((best, list) => (list.issuedAt > best.issuedAt ? list : best));
  if (newest.issuer !== issuer) throw new Stopped("list-of-another", { uri });
  if (!isFresh(newest, at)) throw new Stopped("list-old", { stated: newest.issuedAt });
  if (place >= newest.bits.length * 4) throw new Stopped("index-outside", { index: place });
  const status = (newest.bits[Math.floor(place / 4)] >> ((place % 4) * 2)) & 3; // the first is in the lowest bits
  if (status !== 0) throw new Stopped(NO_LONGER[status] ?? "status-other");
}
