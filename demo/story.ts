// A day at the rental: every chapter's lines, in the order they are played.
import { batumi } from './chapters/batumi.ts'
import { clients } from './chapters/clients.ts'
import { clock, morning } from './chapters/clock.ts'
import { kutaisi } from './chapters/kutaisi.ts'
import { money } from './chapters/money.ts'
import { office } from './chapters/office.ts'
import { road } from './chapters/road.ts'
import { serviceCenter } from './chapters/service-center.ts'
import { tbilisi } from './chapters/tbilisi.ts'
import { trouble } from './chapters/trouble.ts'
import type { Fleet } from './fleet.ts'
import type { Line } from './line.ts'

export const theDay = (fleet: Fleet): Line[] =>
  [morning, batumi, tbilisi, kutaisi, serviceCenter, office, clients, money, road, clock, trouble].flatMap((chapter) => chapter(fleet))
