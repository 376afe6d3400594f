// Keys that this verifier trusts, and the period in which each counts: evidence/certificates/keys.py.

const WAYS = {
  [ES256]: [{ name: "ECDSA", namedCurve: "P-256" }, { name: "ECDSA", hash: "SHA-256" }],
  [PS256]: [{ name: "RSA-PSS", hash: "SHA-256" }, { name: "RSA-PSS", saltLength: 32 }],
  [EDDSA]: [{ name: "Ed25519" }, { name: "Ed25519" }],
};

async function signerOf(token, keys) {
  if (token.kid === null) throw new Stopped("kid-missing");
  const key = keys.find(each => each.kid === token.kid);
  if (!key) throw new Stopped("key-unknown", { kid: token.kid });
  if (String(key.alg) !== token.alg) throw new Stopped("alg-of-another", { kid: token.kid, alg: token.alg });
  if (!token.signature.length) throw new Stopped("unsigned");
  const [made, how] = WAYS[key.alg];
  const imported = await crypto.subtle.importKey("spki", bytesOf(key.spki), made, false, ["verify"]);
  if (!(await crypto.subtle.verify(how, imported, token.signature, token.message))) {
    throw new Stopped("signature-wrong", { kid: token.kid });
  }
  return key;
}

// What an ended key has signed may have been signed yesterday by whoever found it, whatever date it bears.
function mustVouch(key, issuer, issuedAt, at) {
  const { kid, begins, ends } = key;
  if (key.issuer !== null && key.issuer !== issuer) throw new Stopped("key-of-another", { kid, issuer });
  if (Math.min(issuedAt, at) < begins) throw new Stopped("key-not-begun", { kid, begins });
  if (ends !== null && Math.max(issuedAt, at) >= ends) throw new Stopped("key-ended", { kid, until: ends });
}
