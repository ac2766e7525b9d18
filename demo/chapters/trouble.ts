// What goes wrong at the door: a body nobody can read is kept for a person, a stranger is sent away.
import type { Fleet } from '../fleet.ts'
import { type Line, line } from '../line.ts'

export function trouble(fleet: Fleet): Line[] {
  const id = fleet.fresh()
  return [
    {
      by: 'door',
      title: 'a body cut off on the way',
      from: 'tbilisi · booking_update · ruby',
      door: 'rentprog/tbilisi',
      body: JSON.stringify({ event: 'booking_update', payload: `{"state"=>["Новая", "Акти` }),
      expected: { outcome: 'quarantined' },
    },
    {
      ...line(
        { title: 'a stranger without the secret', branch: 'batumi', event: 'booking_destroy', payload: { id } },
        { outcome: 'unsigned' },
      ),
      secret: 'wrong',
    },
  ]
}
