// A page, a case and a refusal with the client that openapi-generator makes by its generator java, library native.

import java.time.LocalDate;
import java.util.UUID;
import org.openapitools.client.ApiClient;
import org.openapitools.client.ApiException;
import org.openapitools.client.api.CaseRegistryApi;
import org.openapitools.client.api.CaseRegistryApi.APICaseByIdRequest;
import org.openapitools.client.api.CaseRegistryApi.APIListCasesRequest;
import org.openapitools.client.api.CaseRegistryApi.APIOpenCaseRequest;
import org.openapitools.client.model.CaseOpening;
import org.openapitools.client.model.Problem;

class NativeClient {
  public static void main(String[] args) throws Exception {
    String address = args[0], purpose = args[1], number = args[2];
    var saphan = new Saphan();
    var client = new ApiClient();
    client.updateBaseUri(address);
    client.setRequestInterceptor(
        request -> {
          var told = request.build();
          try {
            var token = saphan.tokenFor(purpose);
            request.setHeader("Authorization", "DPoP " + token);
            request.setHeader("DPoP", saphan.proof(told.method(), told.uri().getRawPath(), token));
          } catch (Exception fault) {
            throw new IllegalStateException(fault);
          }
        });
    var cases = new CaseRegistryApi(client);

    var page = cases.listCases(APIListCasesRequest.newBuilder().limit(5).build());
    System.out.println("page " + (page.getItems() != null));

    var opening = new CaseOpening().number(number).title("ຄະດີລັກຊັບ").category("criminal").place("01")
        .openedOn(LocalDate.of(2026, 9, 10));
    var opened = cases.openCase(
        APIOpenCaseRequest.newBuilder().idempotencyKey(UUID.randomUUID().toString()).caseOpening(opening).build());
    System.out.println("case " + opened.getTitle().equals(opening.getTitle()) + " " + opened.getCaseId());

    try {
      cases.caseById(APICaseByIdRequest.newBuilder().caseId("cas_00000000000000000000000000").build());
    } catch (ApiException refused) {
      Problem problem = client.getObjectMapper().readValue(refused.getResponseBody(), Problem.class);
      System.out.println("problem " + problem.getStatus() + " " + problem.getCode() + " " + problem.getEffect());
    }
  }
}
