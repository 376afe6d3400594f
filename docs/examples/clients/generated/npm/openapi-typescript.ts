// A page, a case and a refusal with the types of openapi-typescript and openapi-fetch.
import createClient from "openapi-fetch";
import { proof, tokenFor } from "./saphan.js";
import type { components, paths } from "./schema.js";

const [address = "", purpose = "", number = ""] = process.argv.slice(2);
const saphan = createClient<paths>({ baseUrl: address });
saphan.use({
  async onRequest({ request }) {
    const token = await tokenFor(purpose);
    request.headers.set("Authorization", `DPoP ${token}`);
    request.headers.set("DPoP", await proof(request.method, new URL(request.url).pathname, token));
  },
});
// what the middleware sets is left out of the calls

const page = await saphan.GET("/case-registry/v1/cases", { params: { query: { limit: 5 } } });
if (page.data === undefined) throw new Error(page.error.detail);
console.log("page", Array.isArray(page.data.items));

const opening: components["schemas"]["CaseOpening"] = {
  number,
  title: "ຄະດີລັກຊັບ",
  category: "criminal",
  place: "01",
  openedOn: "2026-09-10",
};
const opened = await saphan.POST("/case-registry/v1/cases", {
  params: { header: { "Idempotency-Key": crypto.randomUUID() } },
  body: opening,
});
if (opened.data === undefined) throw new Error(opened.error.detail);
console.log("case", opened.data.title === opening.title, opened.data.caseId);

const refused = await saphan.GET("/case-registry/v1/cases/{caseId}", {
  params: { path: { caseId: "cas_00000000000000000000000000" } },
});
if (refused.error === undefined) throw new Error("there is no such case");
const problem: components["schemas"]["Problem"] = refused.error;
console.log("problem", problem.status, problem.code, problem.effect);
