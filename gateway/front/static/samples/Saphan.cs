// Calls of the gateway: a token for one purpose, and with every call a fresh proof, or a signature for a legal act.
// Needs .NET 8 and no package. SAPHAN_CREDENTIALS names the file that your system got when it was enrolled.
// Saphan's own tests do not run this file; they run the same steps in the other languages.
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

sealed class Saphan
{
    private static readonly HttpClient Client = new();
    private readonly Dictionary<string, (string Text, DateTimeOffset Until)> tokens = new();
    private readonly string clientId, issuer, tokenEndpoint, baseUrl, jwk, kid;
    private readonly ECDsa key;
    private string? nonce; // what the gateway wants in proofs, once it has said so (RFC 9449 §8)

    public Saphan()
    {
        using var file = JsonDocument.Parse(File.ReadAllText(Environment.GetEnvironmentVariable("SAPHAN_CREDENTIALS")!));
        string Member(JsonElement of, string name) => of.GetProperty(name).GetString()!;
        var me = file.RootElement;
        var own = me.GetProperty("privateJwk");
        (clientId, issuer) = (Member(me, "clientId"), Member(me, "issuer"));
        (tokenEndpoint, baseUrl) = (Member(me, "tokenEndpoint"), Member(me, "baseUrl"));
        jwk = $"{{\"crv\":\"P-256\",\"kty\":\"EC\",\"x\":\"{Member(own, "x")}\",\"y\":\"{Member(own, "y")}\"}}"; // RFC 7638
        kid = B64Url(SHA256.HashData(Encoding.UTF8.GetBytes(jwk)));
        key = ECDsa.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            Q = new ECPoint { X = Bytes(Member(own, "x")), Y = Bytes(Member(own, "y")) },
            D = Bytes(Member(own, "d")),
        });
    }

    /// <summary>Returns the gateway's answer; a refusal is one, too.</summary>
    public async Task<HttpResponseMessage> Call(
        string method, string path, string purpose, byte[]? body = null, bool sign = false,
        params (string Name, string Value)[] headers)
    {
        var content = body ?? Array.Empty<byte>();
        var token = await TokenFor(purpose);
        var sent = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
        {
            ["Authorization"] = "DPoP " + token,
            ["Accept-Language"] = "lo",
        };
        foreach (var (name, value) in headers) sent[name] = value;
        HttpContent? Body() => content.Length > 0 ? new ByteArrayContent(content) : null;
        if (!sign) return await Proven(method, path, token, sent, Body);
        Sign(method, path, sent, content);
        return await Send(method, path, sent, Body());
    }

    /// <summary>Sends a request with a fresh proof; once more where the gateway wants its nonce in it.</summary>
    private async Task<HttpResponseMessage> Proven(
        string method, string path, string? token, Dictionary<string, string> headers, Func<HttpContent?> body)
    {
        for (var again = true; ; again = false)
        {
            headers["DPoP"] = Proof(method, path, token);
            var answer = await Send(method, path, headers, body());
            if (answer.Headers.TryGetValues("DPoP-Nonce", out var wanted)) nonce = wanted.First();
            if (!again || answer.IsSuccessStatusCode) return answer;
            var told = answer.Headers.TryGetValues("WWW-Authenticate", out var how)
                ? string.Join(", ", how) : await answer.Content.ReadAsStringAsync();
            if (!told.Contains("use_dpop_nonce")) return answer;
        }
    }

    private async Task<HttpResponseMessage> Send(
        string method, string path, Dictionary<string, string> headers, HttpContent? body)
    {
        var request = new HttpRequestMessage(new HttpMethod(method), baseUrl + path) { Content = body };
        foreach (var (name, value) in headers)
            if (!request.Headers.TryAddWithoutValidation(name, value)) request.Content?.Headers.TryAddWithoutValidation(name, value);
        return await Client.SendAsync(request);
    }

    /// <summary>Returns an access token for the purpose; one serves many calls.</summary>
    public async Task<string> TokenFor(string purpose)
    {
        if (tokens.TryGetValue(purpose, out var held) && held.Until > DateTimeOffset.UtcNow.AddSeconds(15)) return held.Text;
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var assertion = Jwt($"{{\"alg\":\"ES256\",\"typ\":\"JWT\",\"kid\":\"{kid}\"}}",
            $"{{\"iss\":\"{clientId}\",\"sub\":\"{clientId}\",\"aud\":\"{issuer}\",\"iat\":{now},\"exp\":{now + 60},\"jti\":\"{Guid.NewGuid()}\"}}");
        var form = new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials",
            ["client_assertion_type"] = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            ["client_assertion"] = assertion,
            ["purpose"] = purpose,
        };
        var answer = await Proven("POST", tokenEndpoint[baseUrl.Length..], null, new(), () => new FormUrlEncodedContent(form));
        var text = await answer.Content.ReadAsStringAsync();
        if (!answer.IsSuccessStatusCode) throw new InvalidOperationException(text); // why, in two languages
        using var granted = JsonDocument.Parse(text);
        var token = granted.RootElement.GetProperty("access_token").GetString()!;
        tokens[purpose] = (token, DateTimeOffset.UtcNow.AddSeconds(granted.RootElement.GetProperty("expires_in").GetInt32()));
        return token;
    }

    private string Proof(string method, string path, string? token)
    {
        var ath = token is null ? "" : $",\"ath\":\"{B64Url(SHA256.HashData(Encoding.ASCII.GetBytes(token)))}\"";
        var wanted = nonce is null ? "" : $",\"nonce\":\"{nonce}\"";
        return Jwt($"{{\"alg\":\"ES256\",\"typ\":\"dpop+jwt\",\"jwk\":{jwk}}}",
            $"{{\"jti\":\"{Guid.NewGuid()}\",\"htm\":\"{method}\",\"htu\":\"{issuer}{path.Split('?')[0]}\",\"iat\":{DateTimeOffset.UtcNow.ToUnixTimeSeconds()}{ath}{wanted}}}");
    }

    private void Sign(string method, string path, Dictionary<string, string> headers, byte[] body)
    {
        headers["Content-Digest"] = $"sha-256=:{Convert.ToBase64String(SHA256.HashData(body))}:";
        var names = new[] { "content-digest", "authorization", "content-type", "idempotency-key", "if-match" }.Where(headers.ContainsKey).ToArray();
        var covered = string.Join(" ", new[] { "@method", "@target-uri" }.Concat(names).Select(name => $"\"{name}\""));
        var told = $"({covered});created={DateTimeOffset.UtcNow.ToUnixTimeSeconds()};nonce=\"{Guid.NewGuid()}\";keyid=\"{kid}\";tag=\"saphan\"";
        var lines = new List<string> { $"\"@method\": {method}", $"\"@target-uri\": {issuer}{path}" };
        lines.AddRange(names.Select(name => $"\"{name}\": {headers[name]}"));
        lines.Add($"\"@signature-params\": {told}");
        var made = key.SignData(Encoding.UTF8.GetBytes(string.Join("\n", lines)), HashAlgorithmName.SHA256);
        headers["Signature-Input"] = "saphan=" + told;
        headers["Signature"] = $"saphan=:{Convert.ToBase64String(made)}:";
    }

    private string Jwt(string header, string claims)
    {
        var text = B64Url(Encoding.UTF8.GetBytes(header)) + "." + B64Url(Encoding.UTF8.GetBytes(claims));
        return text + "." + B64Url(key.SignData(Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256)); // r and s
    }

    private static string B64Url(byte[] data) => Convert.ToBase64String(data).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    private static byte[] Bytes(string text) =>
        Convert.FromBase64String(text.Replace('-', '+').Replace('_', '/').PadRight((text.Length + 3) / 4 * 4, '='));
}
