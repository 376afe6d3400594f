// Calls of the gateway: a token for one purpose, and with every call a fresh proof, or a signature for a legal act.
// Needs Java 17 and no library. SAPHAN_CREDENTIALS names the file that your system got when it was enrolled.
import java.math.BigInteger;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPrivateKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

final class Saphan {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private final String me;
    private final String jwk; // public, in the order of RFC 7638
    private final String kid;
    private final PrivateKey key;
    private final Map<String, String> tokens = new HashMap<>();
    private final Map<String, Instant> until = new HashMap<>();
    private String nonce = ""; // what the gateway wants in proofs, once it has said so (RFC 9449 §8)

    Saphan() throws Exception {
        me = Files.readString(Path.of(System.getenv("SAPHAN_CREDENTIALS")));
        jwk = "{\"crv\":\"P-256\",\"kty\":\"EC\",\"x\":\"" + text(me, "x") + "\",\"y\":\"" + text(me, "y") + "\"}";
        kid = b64url(sha256(jwk.getBytes(StandardCharsets.UTF_8)));
        AlgorithmParameters curve = AlgorithmParameters.getInstance("EC");
        curve.init(new ECGenParameterSpec("secp256r1"));
        BigInteger d = new BigInteger(1, Base64.getUrlDecoder().decode(text(me, "d")));
        key = KeyFactory.getInstance("EC")
                .generatePrivate(new ECPrivateKeySpec(d, curve.getParameterSpec(ECParameterSpec.class)));
    }

    /** Returns the gateway's answer; a refusal is one, too. Headers are names and values in turn. */
    HttpResponse<String> call(
            String method, String path, String purpose, byte[] body, boolean sign, String... headers)
            throws Exception {
        Map<String, String> sent = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        sent.put("Authorization", "DPoP " + tokenFor(purpose));
        sent.put("Accept-Language", "lo");
        for (int i = 0; i < headers.length; i += 2) sent.put(headers[i], headers[i + 1]);
        if (!sign) return proven(method, path, tokenFor(purpose), sent, body);
        sign(method, path, sent, body);
        return send(method, path, sent, body);
    }

    /** Sends a request with a fresh proof; once more where the gateway wants its nonce in it. */
    private HttpResponse<String> proven(
            String method, String path, String token, Map<String, String> headers, byte[] body) throws Exception {
        for (boolean again = true; ; again = false) {
            headers.put("DPoP", proof(method, path, token));
            HttpResponse<String> answer = send(method, path, headers, body);
            nonce = answer.headers().firstValue("DPoP-Nonce").orElse(nonce);
            String told = answer.headers().firstValue("WWW-Authenticate").orElse(answer.body());
            if (!again || answer.statusCode() < 400 || !told.contains("use_dpop_nonce")) return answer;
        }
    }

    private HttpResponse<String> send(String method, String path, Map<String, String> headers, byte[] body)
            throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(text(me, "baseUrl") + path))
                .method(method, body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
        headers.forEach(request::header);
        return CLIENT.send(request.build(), BodyHandlers.ofString());
    }

    /** Returns an access token for the purpose; one serves many calls. */
    String tokenFor(String purpose) throws Exception {
        if (until.getOrDefault(purpose, Instant.MIN).isAfter(Instant.now().plusSeconds(15))) return tokens.get(purpose);
        String id = text(me, "clientId"), endpoint = text(me, "tokenEndpoint");
        long now = Instant.now().getEpochSecond();
        String assertion = jwt("{\"alg\":\"ES256\",\"typ\":\"JWT\",\"kid\":\"" + kid + "\"}",
                "{\"iss\":\"" + id + "\",\"sub\":\"" + id + "\",\"aud\":\"" + text(me, "issuer") + "\",\"iat\":" + now
                        + ",\"exp\":" + (now + 60) + ",\"jti\":\"" + UUID.randomUUID() + "\"}");
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "client_credentials");
        form.put("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
        form.put("client_assertion", assertion);
        form.put("purpose", purpose);
        StringBuilder body = new StringBuilder();
        form.forEach((name, value) -> body.append(body.isEmpty() ? "" : "&").append(name).append("=")
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
        Map<String, String> headers = new HashMap<>(Map.of("Content-Type", "application/x-www-form-urlencoded"));
        HttpResponse<String> answer = proven("POST", endpoint.substring(text(me, "baseUrl").length()), null, headers,
                body.toString().getBytes(StandardCharsets.UTF_8));
        if (answer.statusCode() != 200) throw new IllegalStateException(answer.body()); // why, in two languages
        tokens.put(purpose, text(answer.body(), "access_token"));
        until.put(purpose, Instant.now().plusSeconds(Long.parseLong(text(answer.body(), "expires_in"))));
        return tokens.get(purpose);
    }

    /** Returns a DPoP proof for one request (RFC 9449). */
    String proof(String method, String path, String token) throws Exception {
        String ath = token == null ? "" : ",\"ath\":\"" + b64url(sha256(token.getBytes(StandardCharsets.UTF_8))) + "\"";
        String wanted = nonce.isEmpty() ? "" : ",\"nonce\":\"" + nonce + "\"";
        return jwt("{\"alg\":\"ES256\",\"typ\":\"dpop+jwt\",\"jwk\":" + jwk + "}",
                "{\"jti\":\"" + UUID.randomUUID() + "\",\"htm\":\"" + method + "\",\"htu\":\"" + text(me, "issuer")
                        + path.split("\\?")[0] + "\",\"iat\":" + Instant.now().getEpochSecond() + ath + wanted + "}");
    }

    /** Adds the headers that sign a request (RFC 9421). */
    private void sign(String method, String path, Map<String, String> headers, byte[] body) throws Exception {
        headers.put("Content-Digest", "sha-256=:" + Base64.getEncoder().encodeToString(sha256(body)) + ":");
        StringBuilder names = new StringBuilder("\"@method\" \"@target-uri\"");
        StringBuilder lines = new StringBuilder("\"@method\": " + method + "\n\"@target-uri\": " + text(me, "issuer") + path);
        for (String name : new String[] {"content-digest", "authorization", "content-type", "idempotency-key", "if-match"}) {
            if (!headers.containsKey(name)) continue;
            names.append(" \"").append(name).append("\"");
            lines.append("\n\"").append(name).append("\": ").append(headers.get(name));
        }
        String told = "(" + names + ");created=" + Instant.now().getEpochSecond() + ";nonce=\"" + UUID.randomUUID()
                + "\";keyid=\"" + kid + "\";tag=\"saphan\"";
        byte[] made = signed(lines + "\n\"@signature-params\": " + told);
        headers.put("Signature-Input", "saphan=" + told);
        headers.put("Signature", "saphan=:" + Base64.getEncoder().encodeToString(made) + ":");
    }

    private String jwt(String header, String claims) throws GeneralSecurityException {
        String text = b64url(header.getBytes(StandardCharsets.UTF_8)) + "." + b64url(claims.getBytes(StandardCharsets.UTF_8));
        return text + "." + b64url(signed(text));
    }

    private byte[] signed(String text) throws GeneralSecurityException {
        Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format"); // r and s, 32 bytes each
        signature.initSign(key);
        signature.update(text.getBytes(StandardCharsets.UTF_8));
        return signature.sign();
    }

    private static byte[] sha256(byte[] data) throws GeneralSecurityException {
        return MessageDigest.getInstance("SHA-256").digest(data);
    }

    private static String b64url(byte[] data) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(data);
    }

    /** Returns a member of a JSON text; take the JSON library of your project instead. */
    private static String text(String json, String name) {
        Matcher found = Pattern.compile("\"" + name + "\"\\s*:\\s*\"?([^\",}\\s]*)").matcher(json);
        if (!found.find()) throw new IllegalArgumentException(name + " is missing");
        return found.group(1);
    }
}
