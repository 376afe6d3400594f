import { readFileSync } from 'node:fs'
import * as client from 'openid-client'

const mine = JSON.parse(readFileSync(process.argv[2], 'utf8'))
const es256 = { name: 'ECDSA', namedCurve: 'P-256' }
const { kty, crv, x, y, d } = mine.privateJwk
const privateKey = await crypto.subtle.importKey('jwk', { kty, crv, x, y, d }, es256, false, ['sign'])
const publicKey = await crypto.subtle.importKey('jwk', { kty, crv, x, y }, es256, true, ['verify'])

const config = await client.discovery(new URL(mine.issuer), mine.clientId, undefined, client.PrivateKeyJwt(privateKey), {
  algorithm: 'oauth2', execute: mine.issuer.startsWith('http://') ? [client.allowInsecureRequests] : [] })
const DPoP = client.getDPoPHandle(config, { privateKey, publicKey })
const token = await client.clientCredentialsGrant(config, { scope: mine.purposes[0] }, { DPoP })
const answer = await client.fetchProtectedResource(
  config, token.access_token, new URL(mine.baseUrl + '/case-registry/v1/cases?limit=1'), 'GET', null, undefined, { DPoP })
console.log(answer.status, (await answer.text()).slice(0, 100))
