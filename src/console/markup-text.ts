/** Text for SVG and HTML, between tags or in a quoted attribute. It does not make hostile characters visible: pass ids through `printable` first. */
export const markupText = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;").replaceAll("'", "&#39;");
