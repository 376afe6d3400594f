// A token and a call with Nimbus oauth2-oidc-sdk: java -cp 'libs/*' NimbusClient.java CREDENTIALS.json

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.oauth2.sdk.ClientCredentialsGrant;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.as.AuthorizationServerMetadata;
import com.nimbusds.oauth2.sdk.auth.PrivateKeyJWT;
import com.nimbusds.oauth2.sdk.dpop.DefaultDPoPProofFactory;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.token.DPoPAccessToken;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

class NimbusClient {
  public static void main(String[] args) throws Exception {
    var mine = JSONObjectUtils.parse(Files.readString(Path.of(args[0])));
    var key = ECKey.parse(JSONObjectUtils.getJSONObject(mine, "privateJwk"));
    var issuer = new Issuer(JSONObjectUtils.getString(mine, "issuer"));
    var purpose = new Scope(JSONObjectUtils.getStringArray(mine, "purposes")[0]);
    var server = AuthorizationServerMetadata.resolve(issuer);
    var proofs = new DefaultDPoPProofFactory(key, JWSAlgorithm.ES256);

    // the second argument becomes `aud`: the issuer, as RFC 7523bis wants it, and not the token endpoint
    var proven = new PrivateKeyJWT(
        new ClientID(JSONObjectUtils.getString(mine, "clientId")), URI.create(issuer.getValue()),
        JWSAlgorithm.ES256, key.toPrivateKey(), null, null);
    var endpoint = server.getTokenEndpointURI();
    var asking = new TokenRequest.Builder(endpoint, proven, new ClientCredentialsGrant()).scope(purpose).build()
        .toHTTPRequest();
    asking.setDPoP(proofs.createDPoPJWT("POST", endpoint));
    var answer = TokenResponse.parse(asking.send());
    if (!answer.indicatesSuccess()) {
      System.out.println(answer.toErrorResponse().getErrorObject().toJSONObject());
      System.exit(1);
    }
    DPoPAccessToken token = answer.toSuccessResponse().getTokens().getDPoPAccessToken();

    var cases = URI.create(JSONObjectUtils.getString(mine, "baseUrl") + "/case-registry/v1/cases");
    var calling = new HTTPRequest(HTTPRequest.Method.GET, cases);
    calling.setAuthorization(token.toAuthorizationHeader());
    calling.setDPoP(proofs.createDPoPJWT("GET", cases, token));
    var page = calling.send();
    System.out.println(page.getStatusCode() + " " + page.getBodyAsJSONObject().keySet());
  }
}
