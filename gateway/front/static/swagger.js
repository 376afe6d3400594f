// Shows the merged document. Nothing is sent from here: a browser holds no system's key, so there is no "Try it out".
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
    layout: "BaseLayout",
  });
});
