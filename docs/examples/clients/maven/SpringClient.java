// A token and a call with Spring Security's OAuth 2.0 client: java -cp 'libs/*' SpringClient.java CREDENTIALS.json

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.oauth2.sdk.dpop.DefaultDPoPProofFactory;
import com.nimbusds.oauth2.sdk.token.DPoPAccessToken;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.springframework.http.HttpHeaders;
import org.springframework.security.oauth2.client.endpoint.NimbusJwtClientAuthenticationParametersConverter;
import org.springframework.security.oauth2.client.endpoint.OAuth2ClientCredentialsGrantRequest;
import org.springframework.security.oauth2.client.endpoint.RestClientClientCredentialsTokenResponseClient;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.web.client.RestClient;

class SpringClient {
  public static void main(String[] args) throws Exception {
    var mine = JSONObjectUtils.parse(Files.readString(Path.of(args[0])));
    var key = ECKey.parse(JSONObjectUtils.getJSONObject(mine, "privateJwk"));
    var issuer = JSONObjectUtils.getString(mine, "issuer");
    var proofs = new DefaultDPoPProofFactory(key, JWSAlgorithm.ES256);
    var registration = ClientRegistration.withRegistrationId("saphan")
        .clientId(JSONObjectUtils.getString(mine, "clientId"))
        .clientAuthenticationMethod(ClientAuthenticationMethod.PRIVATE_KEY_JWT)
        .authorizationGrantType(AuthorizationGrantType.CLIENT_CREDENTIALS)
        .tokenUri(JSONObjectUtils.getString(mine, "tokenEndpoint"))
        .scope(JSONObjectUtils.getStringArray(mine, "purposes")[0])
        .build();

    var proven = new NimbusJwtClientAuthenticationParametersConverter<OAuth2ClientCredentialsGrantRequest>(r -> key);
    // Spring's own audience is the token endpoint; Saphan takes the issuer alone, as RFC 7523bis wants it
    proven.setJwtClientAssertionCustomizer(assertion -> assertion.getClaims().audience(List.of(issuer)));
    var tokens = new RestClientClientCredentialsTokenResponseClient();
    tokens.addParametersConverter(proven);
    tokens.addHeadersConverter(asked -> proof(proofs, "POST", registration.getProviderDetails().getTokenUri(), null));
    var token = tokens.getTokenResponse(new OAuth2ClientCredentialsGrantRequest(registration)).getAccessToken();

    var cases = JSONObjectUtils.getString(mine, "baseUrl") + "/case-registry/v1/cases";
    var held = new DPoPAccessToken(token.getTokenValue());
    var page = RestClient.create().get().uri(cases)
        .header(HttpHeaders.AUTHORIZATION, "DPoP " + token.getTokenValue())
        .headers(headers -> headers.addAll(proof(proofs, "GET", cases, held)))
        .retrieve().toEntity(String.class);
    System.out.println(page.getStatusCode().value() + " " + JSONObjectUtils.parse(page.getBody()).keySet());
  }

  private static HttpHeaders proof(DefaultDPoPProofFactory proofs, String method, String uri, DPoPAccessToken token) {
    try {
      var headers = new HttpHeaders();
      headers.add("DPoP", proofs.createDPoPJWT(method, URI.create(uri), token).serialize());
      return headers;
    } catch (com.nimbusds.jose.JOSEException fault) {
      throw new IllegalStateException(fault);
    }
  }
}
