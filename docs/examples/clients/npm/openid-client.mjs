// A token and a call with openid-client: node openid-client.mjs CREDENTIALS.json
import { readFileSync } from 'node:fs'
import * as client from 'openid-client'

const mine = JSON.parse(readFileSync(process.argv[2], 'utf8'))
const es256 = { name: 'ECDSA', namedCurve: 'P-256' }
const { kty, crv, x, y, d } = mine.privateJwk
const privateKey = await crypto.subtle.importKey('jwk', { kty, crv, x, y, d }, es256, false, ['sign'])
const publicKey = await crypto.subtle.importKey('jwk', { kty, crv, x, y }, es256, true, ['verify'])
// the sandbox has no TLS; leave `execute` out where the address is https
const execute = mine.issuer.startsWith('http://') ? [client.allowInsecureRequests] : []

const config = await client.discovery(
  new URL(mine.issuer), mine.clientId, undefined, client.PrivateKeyJwt(privateKey), { algorithm: 'oauth2', execute })
const DPoP = client.getDPoPHandle(config, { privateKey, publicKey }) // the registered key, not a new pair
const token = await client.clientCredentialsGrant(config, { scope: mine.purposes[0] }, { DPoP })

const cases = new URL(mine.baseUrl + '/case-registry/v1/cases')
const page = await client.fetchProtectedResource(
  config, token.access_token, cases, 'GET', null, undefined, { DPoP })
console.log(page.status, Object.keys(await page.json()))
