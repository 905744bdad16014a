// k6 has a console, but its types leave it to the DOM's.
declare const console: { log(text: string): void };
