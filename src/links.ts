/** The page about plugs that are set up in the Meross app: what their key is, and how to give them another one. */
export const MEROSS_APP_PAGE = 'docs/meross-app.md';
