import { fileURLToPath } from 'node:url';
import { nativeTool } from '@outgrow/services/native-tool';
import { describe, expect, test } from 'vitest';
import { linkPromises } from './link-promises.ts';

describe('a link to a real Postgres', { timeout: 30_000 }, () => linkPromises('native'));

test('a tool that was not fetched is named with the command that gets it', () => {
  const nobodys = fileURLToPath(new URL('nowhere/tools.json', import.meta.url));
  expect(() => nativeTool('toxiproxy', nobodys)).toThrow(
    expect.objectContaining({ name: 'MissingTool', message: 'toxiproxy is missing: `npm run setup -- toxiproxy` gets it.' }),
  );
});
