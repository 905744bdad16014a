/** A line for the harness, which makes the figures of it and checks what clients saw. What is undefined is left out. */
export const log = (line: object): void => console.log(JSON.stringify(line));
