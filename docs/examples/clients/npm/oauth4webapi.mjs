import { readFileSync } from 'node:fs'
import * as oauth from 'oauth4webapi'

const mine = JSON.parse(readFileSync(process.argv[2], 'utf8'))
const es256 = { name: 'ECDSA', namedCurve: 'P-256' }
const { kty, crv, x, y, d } = mine.privateJwk
const privateKey = await crypto.subtle.importKey('jwk', { kty, crv, x, y, d }, es256, false, ['sign'])
const publicKey = await crypto.subtle.importKey('jwk', { kty, crv, x, y }, es256, true, ['verify'])
const local = { [oauth.allowInsecureRequests]: mine.issuer.startsWith('http://') }

const issuer = new URL(mine.issuer)
const as = await oauth.processDiscoveryResponse(
  issuer, await oauth.discoveryRequest(issuer, { algorithm: 'oauth2', ...local }))
const client = { client_id: mine.clientId }
const DPoP = oauth.DPoP(client, { privateKey, publicKey })
const token = await oauth.processClientCredentialsResponse(as, client, await oauth.clientCredentialsGrantRequest(
  as, client, oauth.PrivateKeyJwt(privateKey), { scope: mine.purposes[0] }, { DPoP, ...local }))
console.log(token)
const answer = await oauth.protectedResourceRequest(
  token.access_token, 'GET', new URL(mine.baseUrl + '/case-registry/v1/cases?limit=1'), undefined, undefined, { DPoP, ...local })
console.log(answer.status, (await answer.text()).slice(0, 100))
