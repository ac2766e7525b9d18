// Who may do what: the table of roles, and the sums from which a higher role decides.
import { Settings } from '../../src/agents/settings.ts'
import { effectKinds } from '../../src/effects/catalogue.ts'
import { policy } from '../../src/effects/policy.ts'
import { actions, ROLES, roles } from '../../src/effects/roles.ts'
import { code, page, table } from './table.ts'

const REACH = table(
  ['cell', 'meaning'],
  [
    ['', 'no'],
    ['own', 'what the person answers for'],
    ['branch', 'that, and what belongs to the person’s branch; whoever belongs to no branch works for all of them'],
    ['any', 'of every branch'],
  ],
)

export function rolesPage(): string {
  const rows = actions.map((action) => {
    const { what, reach, ...more } = roles[action]
    const rules = [
      'bySum' in more && 'by sum',
      'notOwn' in more && 'never for oneself',
      'downwards' in more && 'only for people who stand lower; director and admin: everybody',
    ].filter((rule) => rule !== false)
    return [code(action), what, ...ROLES.map((role) => (reach[role] === 'no' ? '' : reach[role])), rules.join(', '), kindsOf(action)]
  })
  const { shape } = Settings
  const from = (name: keyof typeof shape) => String(shape[name].parse(undefined))
  const sums = (['Gel', 'Usd', 'Eur'] as const).map((unit) => [
    unit.toUpperCase(),
    from(`approvalHeadFrom${unit}`),
    from(`approvalDirectorFrom${unit}`),
  ])
  return page(
    'Roles',
    '`src/effects/roles.ts`, `src/effects/policy.ts` and `src/agents/settings.ts`',
    'Agents, buttons and approvals ask this table and nothing else; no prompt can change it. Whoever is not in the staff directory, or no longer active, may do nothing.',
    table(['action', 'what it is', ...ROLES, 'besides', 'effects that wait for it'], rows),
    REACH,
    '## By sum',
    'A branch manager decides below the first sum, the head of department below the second, the director always. In any other currency it is the director. The sums are settings, per branch if need be (`approvalHeadFromGel` …), in whole units.',
    table(['currency', 'head from', 'director from'], sums),
  )
}

const kindsOf = (action: string): string =>
  effectKinds
    .filter((kind) => policy[kind].approve === action)
    .map(code)
    .join(' ')
