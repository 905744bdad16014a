import { expect, test } from 'vitest';
import { assertMapCount } from '../src/compose/room.ts';

const project = (environment: Record<string, string>, image = 'elasticsearch:9.5.3') => ({
  name: 'outgrow-3',
  services: { index: { image, environment } },
});

test('vm.max_map_count is asked for where nodes of a search cluster would refuse to start', () => {
  expect(() => assertMapCount(project({ 'discovery.seed_hosts': 'index2' }), 65_530)).toThrow(
    'vm.max_map_count is 65530, and Elasticsearch wants 262144: sudo sysctl -w vm.max_map_count=262144',
  );
  assertMapCount(project({ 'discovery.seed_hosts': 'index2' }), 262_144);
  assertMapCount(project({ 'discovery.type': 'single-node' }), 65_530);
  assertMapCount(project({}, 'postgres:18'), 65_530);
});
