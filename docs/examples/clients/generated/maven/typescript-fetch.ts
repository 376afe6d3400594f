// A page, a case and a refusal with the client that openapi-generator makes by its generator typescript-fetch.
import { CaseRegistryApi, Configuration, type Problem, ProblemFromJSON, ResponseError } from "./client";
import { proof, tokenFor } from "./saphan.js";

const [address = "", purpose = "", number = ""] = process.argv.slice(2);
const configuration = new Configuration({
  basePath: address,
  middleware: [
    {
      async pre({ url, init }) {
        const token = await tokenFor(purpose);
        const headers = new Headers(init.headers);
        headers.set("Authorization", `DPoP ${token}`);
        headers.set("DPoP", await proof(init.method ?? "GET", new URL(url).pathname, token));
        return { url, init: { ...init, headers } };
      },
    },
  ],
});
const cases = new CaseRegistryApi(configuration);

const page = await cases.listCases({ limit: 5 });
console.log("page", Array.isArray(page.items));

const opened = await cases.openCase({
  idempotencyKey: crypto.randomUUID(),
  caseOpening: { number, title: "ຄະດີລັກຊັບ", category: "criminal", place: "01", openedOn: new Date("2026-09-10") },
});
console.log("case", opened.title === "ຄະດີລັກຊັບ", opened.caseId);

try {
  await cases.caseById({ caseId: "cas_00000000000000000000000000" });
} catch (refused) {
  if (!(refused instanceof ResponseError)) throw refused;
  const problem: Problem = ProblemFromJSON(await refused.response.json());
  console.log("problem", problem.status, problem.code, problem.effect);
}
