// A token and a call with oauth4webapi: node oauth4webapi.mjs CREDENTIALS.json
import { readFileSync } from 'node:fs'
import * as oauth from 'oauth4webapi'

const mine = JSON.parse(readFileSync(process.argv[2], 'utf8'))
const es256 = { name: 'ECDSA', namedCurve: 'P-256' }
const { kty, crv, x, y, d } = mine.privateJwk
const privateKey = await crypto.subtle.importKey('jwk', { kty, crv, x, y, d }, es256, false, ['sign'])
const publicKey = await crypto.subtle.importKey('jwk', { kty, crv, x, y }, es256, true, ['verify'])
// the sandbox has no TLS; leave `local` out where the address is https
const local = { [oauth.allowInsecureRequests]: mine.issuer.startsWith('http://') }

const cases = new URL(mine.baseUrl + '/case-registry/v1/cases')
const told = await oauth.processResourceDiscoveryResponse(cases, await oauth.resourceDiscoveryRequest(cases, local))
if (!told.authorization_servers.includes(mine.issuer)) throw new Error('tokens come from elsewhere')

const issuer = new URL(mine.issuer)
const found = await oauth.discoveryRequest(issuer, { algorithm: 'oauth2', ...local })
const server = await oauth.processDiscoveryResponse(issuer, found)
const client = { client_id: mine.clientId }
const DPoP = oauth.DPoP(client, { privateKey, publicKey }) // the registered key, not a new pair
const asked = await oauth.clientCredentialsGrantRequest(
  server, client, oauth.PrivateKeyJwt(privateKey), { scope: mine.purposes[0] }, { DPoP, ...local })
const token = await oauth.processClientCredentialsResponse(server, client, asked)

const page = await oauth.protectedResourceRequest(
  token.access_token, 'GET', cases, undefined, undefined, { DPoP, ...local })
console.log(page.status, Object.keys(await page.json()))
