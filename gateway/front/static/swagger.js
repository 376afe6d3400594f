// Shows the merged document. Nothing is sent from here: a browser holds no system's key, so there is no "Try it out".

// Swagger UI puts only the operations on the screen into the page once tags and operations are 150 or more, and has no
// setting against it. What is not in the page is not found with Ctrl+F and not printed, so we list every operation.
const everyOperation = ({ React }) => ({
  components: {
    operations: ({ specSelectors, getComponent, oas3Selectors, layoutSelectors, layoutActions, getConfigs }) => {
      const Tag = getComponent("OperationTag");
      const Operation = getComponent("OperationContainer", true);
      const specUrl = specSelectors.url();
      const shared = { oas3Selectors, layoutSelectors, layoutActions, getConfigs, getComponent, specUrl };
      const listed = (op, tag) => {
        const [path, method, specPath] = ["path", "method", "specPath"].map((name) => op.get(name));
        return React.createElement(Operation, { key: `${method} ${path}`, op, path, method, specPath, tag });
      };
      const group = (tagObj, tag) => {
        const operations = tagObj.get("operations").map((op) => listed(op, tag)).toArray();
        const list = React.createElement("div", { className: "operation-tag-content" }, operations);
        return React.createElement(Tag, { key: tag, tagObj, tag, ...shared }, list);
      };
      return React.createElement("div", null, specSelectors.taggedOperations().map(group).valueSeq().toArray());
    },
  },
});

window.addEventListener("load", () => {
  const source = document.getElementById("swagger-ui").dataset.source;
  window.ui = SwaggerUIBundle({
    url: source,
    dom_id: "#swagger-ui",
    deepLinking: true,
    docExpansion: "list",
    filter: true,
    defaultModelsExpandDepth: 0,
    displayOperationId: true,
    supportedSubmitMethods: [],
    validatorUrl: null,
    presets: [SwaggerUIBundle.presets.apis],
    plugins: [everyOperation],
    layout: "BaseLayout",
  });
});
