#!/usr/bin/env bash
# Calls of the gateway: a token for one purpose, and with every call a fresh proof, or a signature for a legal act.
# Needs curl, openssl and jq. SAPHAN_CREDENTIALS names the file that your system got when it was enrolled.

me() { jq -er ".$1" "$SAPHAN_CREDENTIALS"; }
b64url() { openssl base64 -A | tr '+/' '-_' | tr -d '='; }
sha256() { openssl dgst -sha256 -binary; }
hex() { # of a member of the key
  local text
  text=$(me "privateJwk.$1" | tr '_-' '/+')
  while [ $((${#text} % 4)) -ne 0 ]; do text="$text="; done
  printf '%s' "$text" | openssl base64 -d -A | od -An -v -tx1 | tr -d ' \n'
}
bytes() { printf '%b' "$(sed 's/../\\x&/g')"; }
key() { # the private key as PEM (RFC 5915)
  echo '-----BEGIN EC PRIVATE KEY-----'
  printf '30770201010420%sa00a06082a8648ce3d030107a14403420004%s%s' "$(hex d)" "$(hex x)" "$(hex y)" | bytes | openssl base64
  echo '-----END EC PRIVATE KEY-----'
}
sign() { # ES256: r and s, 32 bytes each
  openssl dgst -sha256 -sign <(key) | openssl asn1parse -inform DER | sed -n 's/.*INTEGER *://p' |
    while read -r number; do printf '%64s' "$number" | tr ' ' 0; done | bytes
}
jwk() { jq -c '.privateJwk | {crv, kty, x, y}' "$SAPHAN_CREDENTIALS"; } # public, in the order of RFC 7638
kid() { jwk | tr -d '\n' | sha256 | b64url; }
jwt() { # HEADER CLAIMS
  local text
  text="$(printf '%s' "$1" | b64url).$(printf '%s' "$2" | b64url)"
  printf '%s.%s' "$text" "$(printf '%s' "$text" | sign | b64url)"
}

saphan_proof() { # METHOD PATH [TOKEN [NONCE]]: a DPoP proof for one request (RFC 9449)
  local ath="" nonce=""
  if [ -n "${3-}" ]; then ath=",\"ath\":\"$(printf '%s' "$3" | sha256 | b64url)\""; fi
  if [ -n "${4-}" ]; then nonce=",\"nonce\":\"$4\""; fi
  jwt "{\"alg\":\"ES256\",\"typ\":\"dpop+jwt\",\"jwk\":$(jwk)}" \
    "{\"jti\":\"$(openssl rand -hex 16)\",\"htm\":\"$1\",\"htu\":\"$(me issuer)${2%%\?*}\",\"iat\":$(date +%s)$ath$nonce}"
}

saphan_call() { # METHOD PATH TOKEN [OPTION OF CURL]...: a call with a fresh proof; without a token, of who asks for one
  local method="$1" path="$2" token="$3" nonce="" status folder
  shift 3
  if [ -n "$token" ]; then set -- -H "Authorization: DPoP $token" "$@"; fi
  folder=$(mktemp -d)
  for _ in first again; do # once more where the gateway wants its nonce in the proof (RFC 9449 §8)
    status=$(curl -sS -X "$method" "$(me baseUrl)$path" -D "$folder/head" -o "$folder/body" -w '%{http_code}' \
      -H "DPoP: $(saphan_proof "$method" "$path" "$token" "$nonce")" "$@")
    case $status in 400 | 401) grep -q use_dpop_nonce "$folder/head" "$folder/body" || break ;; *) break ;; esac
    nonce=$(tr -d '\r' <"$folder/head" | sed -n 's/^[Dd][Pp]o[Pp]-[Nn]once: *//p')
  done
  cat "$folder/body"
  rm -r "$folder"
}

saphan_token() { # PURPOSE: an access token; one serves many calls, for 300 seconds
  local now id assertion endpoint
  now=$(date +%s) id=$(me clientId) endpoint=$(me tokenEndpoint)
  assertion=$(jwt "{\"alg\":\"ES256\",\"typ\":\"JWT\",\"kid\":\"$(kid)\"}" \
    "{\"iss\":\"$id\",\"sub\":\"$id\",\"aud\":\"$(me issuer)\",\"iat\":$now,\"exp\":$((now + 60)),\"jti\":\"$(openssl rand -hex 16)\"}")
  saphan_call POST "${endpoint#"$(me baseUrl)"}" "" \
    -d grant_type=client_credentials \
    -d client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer \
    -d "client_assertion=$assertion" --data-urlencode "purpose=$1" |
    jq -er '.access_token // error(.error_description)'
}

saphan_signature() { # METHOD PATH TOKEN BODY [NAME VALUE]...: the headers that sign a request (RFC 9421)
  local digest names lines told method="$1" path="$2" token="$3" body="$4"
  shift 4
  digest="sha-256=:$(printf '%s' "$body" | sha256 | openssl base64 -A):"
  names='"@method" "@target-uri" "content-digest" "authorization"'
  lines=$(printf '"@method": %s\n"@target-uri": %s%s\n"content-digest": %s\n"authorization": DPoP %s' \
    "$method" "$(me issuer)" "$path" "$digest" "$token")
  while [ $# -gt 1 ]; do # content-type, idempotency-key, if-match: as many as the request has, in this order
    names="$names \"$1\"" lines="$lines"$'\n'"\"$1\": $2"
    shift 2
  done
  told="($names);created=$(date +%s);nonce=\"$(openssl rand -hex 16)\";keyid=\"$(kid)\";tag=\"saphan\""
  printf 'Content-Digest: %s\nSignature-Input: saphan=%s\nSignature: saphan=:%s:\n' "$digest" "$told" \
    "$(printf '%s\n"@signature-params": %s' "$lines" "$told" | sign | openssl base64 -A)"
}
