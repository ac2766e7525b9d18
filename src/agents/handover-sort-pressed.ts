// A pressed button of the card that asks what files show: who may press it, and what comes of it. Pure.
import type { MaterialColumns, OperationKind } from '../effects/catalogue.ts'
import { may } from '../effects/roles.ts'
import type { Material } from '../tools/rental.ts'
import { checklist, type Handover, handoverTitle } from './handover.ts'
import type { AssistantFacts } from './handover-gather.ts'
import { ALL, askHtml, countText, filesText, noItemHtml, sortButtons, sortedHtml, sought, undoButton } from './handover-material.ts'
import type { Moment, Ruled } from './handover-rule.ts'
import { belonging, sorted, takenBack, titlesOf } from './handover-sorting.ts'
import { type ChecklistLine, namedIn } from './operations.ts'
import { OPERATION } from './words.ts'

type Sorting = Extract<AssistantFacts, { what: 'sorting' }>

export function sortPressed(facts: Sorting, kind: OperationKind, moment: Moment): Ruled {
  const { queryId, staff, wish, material, handover } = facts
  const answer = (text: string, summary: string, alert = false): Ruled => ({
    do: 'answer',
    answer: { to: 'button', queryId, text, alert },
    summary,
  })
  const allowed = may(staff, 'handover.tick', { branch: handover?.booking.branch, owners: [handover?.responsible.staff?.id] })
  if (!allowed.yes) return answer(allowed.because, 'Кнопку под фото нажал тот, кто чек-лист не отмечает: отказал.', true)
  if (material?.cardKey == null || handover?.operation == null)
    return answer('Эта кнопка уже не работает.', 'Кнопка под фото ни к чему не относится: так и ответил.')
  const title = handoverTitle(handover)
  if ('choose' in wish.does && material.bookingId !== null)
    return answer('Эти файлы уже отнесены к операции.', `${title}: к какой операции файлы, уже решено; кнопка ничего не сделала.`)
  if (handover.operation.status === 'cancelled') {
    const html = `🚫 ${title} отменена: фото не понадобились.`
    const card = { ref: material.id, at: { sent: material.cardKey }, set: {}, html, buttons: undefined }
    const said = { to: 'button', queryId, text: `${OPERATION[kind].is} отменена, фото не понадобятся.`, alert: true } as const
    return 'choose' in wish.does
      ? answer(said.text, `${title} отменена: файлы к ней не отнёс.`, true)
      : { do: 'ask', card, answer: said, summary: `${title} отменена: кнопка под фото ничего не сделала.` }
  }
  return worked({ ...facts, staff: allowed.person, material: { ...material, cardKey: material.cardKey } }, handover, moment, answer)
}

type Known = Sorting & { staff: NonNullable<Sorting['staff']>; material: Material & { cardKey: string } }

function worked(
  { queryId, staff, wish, material }: Known,
  handover: Handover,
  moment: Moment,
  answer: (text: string, summary: string, alert?: boolean) => Ruled,
): Ruled {
  const items = checklist(handover, moment.settings)
  const title = handoverTitle(handover)
  const ref = material.id
  const { kind } = handover
  const at = { sent: material.cardKey }
  const said = (text: string) => ({ to: 'button', queryId, text: text.slice(0, 200), alert: false }) as const
  const asked = (count: number, now: readonly ChecklistLine[]) => ({
    html: sought(now).length === 0 ? noItemHtml(now) : askHtml(handover, count, now),
    buttons: sought(now).length === 0 ? undefined : sortButtons(kind, ref, now),
  })
  const give = (codes: readonly string[], set: MaterialColumns): Ruled => {
    const now = sorted(material, items, () => [...codes])
    const names = titlesOf(codes, items)
    return {
      do: 'tick',
      handover,
      ticks: now.ticks,
      items: now.items,
      by: staff.id,
      answer: said(`${names} ✅`),
      material: {
        ref,
        at,
        set: { ...set, files: now.files, ticked: now.ticked },
        html: sortedHtml(handover, filesText(now.files, items), staff.name, now.items),
        buttons: undoButton(kind, ref),
        wasReported: isReported(material, handover),
      },
      summary: `${title}: ${staff.name} — ${countText(material.files.filter(({ codes: known }) => known.length === 0).length)} это «${names}».`,
    }
  }
  if ('choose' in wish.does) {
    const named = namedIn(material.caption, items)
    if (named.length > 0)
      return give(
        named.map(({ code }) => code),
        belonging(handover),
      )
    const card = { ref, at, set: belonging(handover), ...asked(material.files.length, items) }
    return { do: 'ask', card, answer: said(title), summary: `${title}: ${staff.name} отнёс к ней файлы, спросил, что на них.` }
  }
  const done = [...new Set(material.files.flatMap(({ codes }) => codes))]
  if ('undo' in wish.does) {
    if (done.length === 0) return answer('Уже снято: выберите пункт.', `${title}: файлы уже не отнесены, кнопка ничего не сделала.`)
    const now = takenBack(material, items)
    const card = { ref, at, set: { files: now.files, ticked: now.ticked }, ...asked(material.files.length, now.items), wasReported: true }
    return {
      do: 'tick',
      handover,
      ticks: now.ticks,
      items: now.items,
      by: staff.id,
      answer: said('Снял. Выберите, что на фото.'),
      material: card,
      summary: `${title}: ${staff.name} — файлы не «${titlesOf(done, items)}», спросил заново.`,
    }
  }
  return sortInto(wish.does.sort, { material, items, title, done, answer, give })
}

interface Into {
  material: Material
  items: ChecklistLine[]
  title: string
  /** What the files prove already. */
  done: string[]
  answer: (text: string, summary: string, alert?: boolean) => Ruled
  give: (codes: readonly string[], set: MaterialColumns) => Ruled
}

function sortInto(wanted: string, { material, items, title, done, answer, give }: Into): Ruled {
  if (material.files.every(({ codes }) => codes.length > 0))
    return answer(`Уже отнесено: ${titlesOf(done, items)}.`.slice(0, 200), `${title}: файлы уже отнесены к «${titlesOf(done, items)}».`)
  const codes =
    wanted === ALL
      ? sought(items).map(({ code }) => code)
      : items.filter(({ code, photos }) => photos && code === wanted).map(({ code }) => code)
  if (codes.length === 0) return answer('Такого пункта в чек-листе больше нет.', `${title}: нажали пункт, которого больше нет.`)
  return give(codes, {})
}

/** What was there when the operation was posted stood in the report already, sorted or not. */
const isReported = ({ createdAt }: Material, { operation }: Handover): boolean =>
  operation?.closedAt != null && createdAt <= operation.closedAt
