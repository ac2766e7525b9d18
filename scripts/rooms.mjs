// Who may import whom: the floors of the house. dependency-cruiser and the diagram in ARCHITECTURE.md both come from this table.

/** Anybody may import these. */
export const COMMON = ['errors', 'clock', 'observability']

/** room → the rooms it may import, and why it needs no more. */
export const ROOMS = {
  events: { may: [], why: 'what can happen is said without knowing anybody' },
  tools: { may: ['db', 'events/event', 'generated'], why: 'the outside world knows its vendors, our tables and the names of the branches' },
  sql: { may: [], why: 'a pool of connections knows no tables' },
  db: { may: ['sql', 'generated'], why: 'the database knows its own schema' },
  inbox: { may: ['events', 'db'], why: 'the ledger of what came in' },
  queue: { may: ['events', 'inbox', 'db'], why: 'announces what the ledgers hold; knows no effects' },
  effects: { may: ['events', 'inbox', 'tools', 'db', 'generated'], why: 'performs, so it alone holds the tools’ writes' },
  agents: {
    may: [
      'events',
      'effects/catalogue',
      'effects/html',
      'effects/words',
      'effects/roles',
      'effects/approval-card',
      'effects/approval-policy',
      'tools/index',
      'tools/rental',
      'tools/rentprog',
      'tools/rentprog-shapes',
      'tools/model',
      'tools/model-prompt',
    ],
    why: 'agents decide: they read through the tools’ types and propose effects as data',
  },
  graph: {
    may: [
      'events',
      'effects/catalogue',
      'effects/plan',
      'effects/causes',
      'effects/approval-basis',
      'effects/approval-card',
      'effects/approval-policy',
      'effects/roles',
      'agents',
      'tools/index',
      'tools/model',
      'tools/model-prompt',
      'db',
    ],
    why: 'the supervisor knows the agents, what may come of an event and whose word counts, not how anything is done',
  },
  ingress: {
    may: ['events', 'inbox', 'tools/index', 'config', 'db'],
    why: 'doors verify, parse, record and read quarantine again; they decide nothing',
  },
  api: { may: ['events', 'inbox', 'effects', 'db', 'ingress/secrets', 'generated'], why: 'reads the ledgers' },
  config: { may: ['events/event', 'tools/index'], why: 'the only reader of the environment' },
  observability: { may: [], why: 'is told, and asks nobody' },
  clock: { may: [], why: 'time depends on nothing' },
  errors: { may: [], why: 'what can go wrong is said without knowing anybody' },
}

const pathOf = (room) =>
  ['sql', 'db', 'config', 'clock', 'errors'].includes(room)
    ? `^src/${room}\\.ts$`
    : room.includes('/')
      ? `^src/${room}(\\.ts$|/)`
      : `^src/${room}(/|\\.ts$)`

const floors = Object.entries(ROOMS).map(([room, { may, why }]) => ({
  name: `room-${room}`,
  severity: 'error',
  comment: `${room}: ${why}`,
  from: { path: pathOf(room) },
  to: { path: '^(src|sandbox|collector|bench|tests|scripts)/', pathNot: [room, ...may, ...COMMON].map(pathOf) },
}))

export const forbidden = [
  ...floors,
  {
    name: 'no-cycles',
    severity: 'error',
    comment: 'two files that need each other are one file, or three',
    from: {},
    to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
  },
  {
    name: 'agents-are-strangers',
    severity: 'error',
    comment: 'an agent never imports another agent',
    from: { path: '^src/agents/([^/]+)/' },
    to: { path: '^src/agents/[^/]+/', pathNot: '^src/agents/$1/' },
  },
  {
    name: 'sandbox-is-outside',
    severity: 'error',
    comment: 'the product talks to the sandbox over HTTP like to any vendor',
    from: { path: '^(src|netlify)/' },
    to: { path: '^(sandbox|collector|tests|bench)/' },
  },
  {
    name: 'nobody-needs-netlify',
    severity: 'error',
    comment: 'the function is an entry, like main',
    from: { path: '^(src|sandbox|collector)/' },
    to: { path: '^netlify/' },
  },
  {
    name: 'netlify-is-doors-only',
    severity: 'error',
    comment: 'a function that takes one request loads no agents, graph or tools, no Prisma and no queue',
    from: { path: '^netlify/' },
    to: {
      path: '^src/',
      pathNot: ['sql', 'config', 'clock', 'errors', 'inbox', 'ingress', 'observability', 'queue/wake'].map(pathOf),
    },
  },
  {
    name: 'sandbox-knows-nothing',
    severity: 'error',
    comment: 'stand-ins speak the vendors’ formats, not our types',
    from: { path: '^sandbox/' },
    to: { path: '^(src|tests)/' },
  },
  {
    name: 'collector-stands-alone',
    severity: 'error',
    comment: 'the client is copied to where collectors run: it needs nothing but Node',
    from: { path: '^collector/' },
    to: { pathNot: '^collector/', dependencyTypesNot: ['core'] },
  },
  {
    name: 'events-need-zod-only',
    severity: 'error',
    comment: 'the vocabulary has no machinery',
    from: { path: '^src/events/' },
    to: { dependencyTypes: ['npm'], pathNot: ['node_modules/(zod|uuid)/'] },
  },
  {
    name: 'no-lost-files',
    severity: 'error',
    comment: 'every file is needed by somebody',
    from: { orphan: true, path: '^src/', pathNot: ['\\.md$', '^src/(main|cli|studio)\\.ts$'] },
    to: {},
  },
]
