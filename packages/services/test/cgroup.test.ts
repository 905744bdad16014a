import { cpuCgroupIn } from '@outgrow/services/cgroup';
import { expect, test } from 'vitest';

const mount = (point: string, type: string, options: string, root = '/') =>
  `32 31 0:29 ${root} ${point} rw,relatime shared:9 - ${type} cgroup ${options}`;

test('finds the group of a process in version 1, its quota and its accounting apart', () => {
  const mounts = [
    mount('/sys/fs/cgroup/cpu', 'cgroup', 'rw,cpu'),
    mount('/sys/fs/cgroup/cpuacct', 'cgroup', 'rw,cpuacct'),
    mount('/sys/fs/cgroup/cpuset', 'cgroup', 'rw,cpuset'),
    mount('/sys/fs/cgroup/unified', 'cgroup2', 'rw'),
  ].join('\n');
  expect(cpuCgroupIn(mounts, '3:cpuset:/\n2:cpuacct:/\n1:cpu:/here\n0::/')).toEqual({
    version: 1,
    cpu: '/sys/fs/cgroup/cpu/here',
    cpuacct: '/sys/fs/cgroup/cpuacct',
    mount: '/sys/fs/cgroup/cpu',
  });
});

test('finds it where both are one hierarchy, of which a container sees its own part', () => {
  const mounts = mount('/sys/fs/cgroup/cpu,cpuacct', 'cgroup', 'rw,cpu,cpuacct', '/docker/1234');
  const both = '/sys/fs/cgroup/cpu,cpuacct/here';
  expect(cpuCgroupIn(mounts, '4:cpu,cpuacct:/docker/1234/here')).toMatchObject({ version: 1, cpu: both, cpuacct: both });
  expect(cpuCgroupIn(mounts, '4:cpu,cpuacct:/elsewhere')).toMatchObject({ cpu: '/sys/fs/cgroup/cpu,cpuacct' });
});

test('finds it in version 2', () => {
  const group = '/sys/fs/cgroup/user.slice/session-1.scope';
  expect(cpuCgroupIn(mount('/sys/fs/cgroup', 'cgroup2', 'rw,nsdelegate'), '0::/user.slice/session-1.scope')).toEqual({
    version: 2,
    cpu: group,
    cpuacct: group,
    mount: '/sys/fs/cgroup',
  });
});

test('finds none where there is none', () => {
  expect(cpuCgroupIn('22 1 254:0 / / rw - ext4 /dev/vda rw', '')).toBeUndefined();
});
