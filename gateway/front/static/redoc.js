// Shows the merged document in three columns, in the colours of the house.
const place = document.getElementById("redoc");
Redoc.init(
  place.dataset.source,
  {
    hideDownloadButton: false,
    expandResponses: "200,201",
    nativeScrollbars: true,
    hideSchemaTitles: true, // a member's description begins with its title, in both languages
    maxDisplayedEnumValues: 10, // a longer list of codes opens on demand
    theme: {
      colors: { primary: { main: "#14468f" } },
      typography: {
        fontFamily: '"Noto Sans Lao", "Noto Sans", "Phetsarath OT", system-ui, sans-serif',
        headings: { fontFamily: '"Noto Sans Lao", "Noto Sans", "Phetsarath OT", system-ui, sans-serif' },
        code: { fontFamily: 'ui-monospace, "Noto Sans Mono", "DejaVu Sans Mono", monospace' },
      },
      rightPanel: { backgroundColor: "#10203f" },
    },
  },
  place,
);
