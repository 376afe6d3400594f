// Calls of the gateway: a token for one purpose, and with every call a fresh proof, or a signature for a legal act.
// Needs Node.js 20 and no package. SAPHAN_CREDENTIALS names the file that your system got when it was enrolled.
import { createHash, randomUUID, webcrypto } from "node:crypto";
import { readFileSync } from "node:fs";

type Credentials = {
  clientId: string;
  issuer: string;
  tokenEndpoint: string;
  baseUrl: string;
  privateJwk: { kty: string; crv: string; x: string; y: string; d: string };
};

const me = JSON.parse(readFileSync(process.env["SAPHAN_CREDENTIALS"] ?? "", "utf8")) as Credentials;
const { crv, kty, x, y, d } = me.privateJwk;
const jwk = { crv, kty, x, y }; // public, in the order of RFC 7638
const curve = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const key = await webcrypto.subtle.importKey("jwk", { ...jwk, d }, curve, false, ["sign"]);
const sha256 = (data: string | Uint8Array): Buffer => createHash("sha256").update(data).digest();
const kid = sha256(JSON.stringify(jwk)).toString("base64url");
const now = (): number => Math.floor(Date.now() / 1000);
const tokens = new Map<string, { text: string; until: number }>();
let nonce: string | undefined; // what the gateway wants in proofs, once it has said so (RFC 9449 §8)

async function signed(text: string): Promise<Buffer> {
  return Buffer.from(await webcrypto.subtle.sign(curve, key, Buffer.from(text))); // r and s, 32 bytes each
}

async function jwt(header: object, claims: object): Promise<string> {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  const text = `${part({ alg: "ES256", ...header })}.${part(claims)}`;
  return `${text}.${(await signed(text)).toString("base64url")}`;
}

/** Returns a DPoP proof for one request (RFC 9449). */
export async function proof(method: string, path: string, token?: string): Promise<string> {
  const ath = token === undefined ? {} : { ath: sha256(token).toString("base64url") };
  const htu = me.issuer + path.split("?")[0];
  const wanted = nonce === undefined ? {} : { nonce };
  return jwt({ typ: "dpop+jwt", jwk }, { jti: randomUUID(), htm: method, htu, iat: now(), ...ath, ...wanted });
}

/** Sends a request with a fresh proof; once more where the gateway wants its nonce in it. */
async function proven(path: string, init: RequestInit & { method: string; headers: Headers }, token?: string): Promise<Response> {
  for (let again = true; ; again = false) {
    init.headers.set("DPoP", await proof(init.method, path, token));
    const answer = await fetch(me.baseUrl + path, init);
    nonce = answer.headers.get("DPoP-Nonce") ?? nonce;
    if (answer.ok || !again) return answer;
    const told = answer.headers.get("WWW-Authenticate") ?? (await answer.clone().text());
    if (!told.includes("use_dpop_nonce")) return answer;
  }
}

/** Returns an access token for the purpose; one serves many calls. */
export async function tokenFor(purpose: string): Promise<string> {
  const held = tokens.get(purpose);
  if (held !== undefined && held.until > now() + 15) return held.text;
  const who = { iss: me.clientId, sub: me.clientId, aud: me.issuer };
  const form = new URLSearchParams({
    grant_type: "client_credentials",
    client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
    client_assertion: await jwt({ typ: "JWT", kid }, { ...who, iat: now(), exp: now() + 60, jti: randomUUID() }),
    purpose,
  });
  const path = me.tokenEndpoint.slice(me.baseUrl.length);
  const answer = await proven(path, { method: "POST", body: form, headers: new Headers() });
  if (!answer.ok) throw new Error(await answer.text()); // why there is no token, in two languages
  const granted = (await answer.json()) as { access_token: string; expires_in: number };
  tokens.set(purpose, { text: granted.access_token, until: now() + granted.expires_in });
  return granted.access_token;
}

/** Returns the headers that sign a request (RFC 9421). */
async function signature(method: string, path: string, headers: Headers, body: Uint8Array): Promise<[string, string][]> {
  headers.set("Content-Digest", `sha-256=:${sha256(body).toString("base64")}:`);
  const optional = ["content-type", "idempotency-key", "if-match"].filter((name) => headers.has(name));
  const names = ["content-digest", "authorization", ...optional];
  const covered = ["@method", "@target-uri", ...names].map((name) => `"${name}"`).join(" ");
  const told = `(${covered});created=${now()};nonce="${randomUUID()}";keyid="${kid}";tag="saphan"`;
  const lines = [`"@method": ${method}`, `"@target-uri": ${me.issuer}${path}`];
  lines.push(...names.map((name) => `"${name}": ${headers.get(name)}`), `"@signature-params": ${told}`);
  const made = (await signed(lines.join("\n"))).toString("base64");
  return [["Signature-Input", `saphan=${told}`], ["Signature", `saphan=:${made}:`]];
}

type Options = { headers?: Record<string, string>; body?: string | Uint8Array; sign?: boolean };

/** Returns the gateway's answer; a refusal is one, too. */
export async function call(method: string, path: string, purpose: string, options: Options = {}): Promise<Response> {
  const token = await tokenFor(purpose);
  const body = Buffer.from(options.body ?? "");
  const headers = new Headers({ Authorization: `DPoP ${token}`, "Accept-Language": "lo", ...options.headers });
  const init = { method, headers, ...(body.length > 0 ? { body } : {}) };
  if (options.sign !== true) return proven(path, init, token);
  for (const [name, value] of await signature(method, path, headers, body)) headers.set(name, value);
  return fetch(me.baseUrl + path, init);
}
