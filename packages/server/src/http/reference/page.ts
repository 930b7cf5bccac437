/** The page that shows the API's reference. What it needs lies beside it, so that it works without a network. */
export const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <meta name="description" content="The API of this Avatarium server" />
    <link rel="icon" href="icon.svg" type="image/svg+xml" />
    <title>API reference – Avatarium</title>
  </head>
  <body>
    <noscript>The reference needs JavaScript. The document that it shows is at /openapi.json.</noscript>
    <div id="reference"></div>
    <script src="docs/reference.js"></script>
    <script src="docs/start.js"></script>
  </body>
</html>
`;

/** The console's colours and letters. */
const STYLE = `
.light-mode {
  --scalar-background-1: #ffffff; --scalar-background-2: #f1f4f3; --scalar-background-3: #e8eeec;
  --scalar-background-accent: #dcefec; --scalar-border-color: #d8e0de;
  --scalar-color-1: #11201f; --scalar-color-2: #52635f; --scalar-color-3: #5f716d; --scalar-color-accent: #0a6a65;
  --scalar-button-1: #0a6a65; --scalar-button-1-hover: #075450; --scalar-button-1-color: #ffffff;
}
.dark-mode {
  --scalar-background-1: #0d1315; --scalar-background-2: #151d20; --scalar-background-3: #1c2629;
  --scalar-background-accent: #14312e; --scalar-border-color: #273236;
  --scalar-color-1: #e7efed; --scalar-color-2: #9cafab; --scalar-color-3: #84979a; --scalar-color-accent: #62d6c6;
  --scalar-button-1: #62d6c6; --scalar-button-1-hover: #84e4d6; --scalar-button-1-color: #04211e;
}
:root {
  --scalar-font: system-ui, -apple-system, 'Segoe UI', sans-serif;
  --scalar-font-code: ui-monospace, 'SF Mono', 'Cascadia Code', Menlo, Consolas, monospace;
}
`;

const OPTIONS = {
  url: 'openapi.json',
  theme: 'none',
  customCss: STYLE,
  withDefaultFonts: false,
  // Nothing but this server is asked for anything.
  telemetry: false,
  agent: { disabled: true },
  proxyUrl: '',
  hideClientButton: true,
  showDeveloperTools: 'never',
  // A key typed in here is forgotten when the page is left.
  persistAuth: false,
  authentication: { preferredSecurityScheme: 'ApiKeyAuth' },
  defaultHttpClient: { targetKey: 'shell', clientKey: 'curl' },
  orderSchemaPropertiesBy: 'preserve',
  documentDownloadType: 'json',
};

/** What starts the page: a script of its own, since the page runs none that stand in it. */
export const START = `Scalar.createApiReference('#reference', ${JSON.stringify(OPTIONS)});\n`;
