// The order of the rooms: a room imports only rooms that stand above it.
const rooms = [
  'account',
  'circle',
  'joining',
  'roster',
  'rule',
  'party',
  'peace',
  'guestlist',
  'invitation',
  'delivery',
  'answer',
  'hush',
  'feed',
  'reminder',
  'coming',
  'times',
  'notice',
  'post',
  'playdate',
  'joint',
  'digest',
  'street',
  'needs',
  'nearby',
  'door',
  'forecast',
  'arrival',
  'papers',
  'wall',
  'reading',
  'hosting',
  'retention',
  'mailbox',
  'home',
];

const below = rooms.slice(0, -1).map((room, place) => ({
  name: `${room}-imports-only-rooms-above`,
  severity: 'error',
  from: { path: `^src/features/${room}/` },
  to: { path: `^src/features/(${rooms.slice(place + 1).join('|')})/` },
}));

module.exports = {
  forbidden: [
    { name: 'no-circles', severity: 'error', from: { path: '^src' }, to: { circular: true } },
    {
      name: 'kernel-imports-nothing',
      severity: 'error',
      from: { path: '^src/kernel/' },
      to: { pathNot: '^(src/kernel/|node:|crypto$)', dependencyTypesNot: ['core'] },
    },
    {
      name: 'platform-knows-no-feature',
      severity: 'error',
      from: { path: '^src/platform/' },
      to: { path: '^src/(ui|features|app|main)' },
    },
    {
      name: 'ui-knows-no-feature',
      severity: 'error',
      from: { path: '^src/ui/' },
      to: { path: '^src/(features|app|main)' },
    },
    {
      name: 'features-know-no-app',
      severity: 'error',
      from: { path: '^src/features/' },
      to: { path: '^src/(app|main)' },
    },
    {
      name: 'a-room-shows-only-some-of-its-files',
      severity: 'error',
      from: { path: '^src/features/([^/]+)/' },
      to: { path: '^src/features/(?!$1/)[^/]+/', pathNot: '/(rules|actions|views|gate|store)\\.tsx?$' },
    },
    {
      name: 'a-room-is-known',
      severity: 'error',
      from: { path: '^src/features/' },
      to: { path: '^src/features/(?!(' + rooms.join('|') + ')/)' },
    },
    {
      name: 'a-room-has-the-same-few-files',
      severity: 'error',
      from: {},
      to: {
        path: '^src/features/[^/]+/',
        pathNot:
          '/(rules|store|actions|form|gate|routes|views|mails|jobs|client|worker|kept)(\\.test)?\\.tsx?$',
      },
    },
    {
      name: 'rules-are-pure',
      severity: 'error',
      from: { path: '^src/features/.*/rules\\.ts$' },
      to: { path: '/(store|actions|routes|jobs|gate|mails)\\.tsx?$|^src/platform/(database|web|mail|jobs)' },
    },
    ...below,
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    parser: 'swc',
    tsPreCompilationDeps: true,
    exclude: { path: '\\.test\\.tsx?$' },
  },
};
