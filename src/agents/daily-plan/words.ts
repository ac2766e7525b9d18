// What people read from the agent daily-plan.
import { escapeHtml } from '../../effects/html.ts'

export const arrivedText = (type: string): string => `<b>План на день</b>: пришло событие ${escapeHtml(type)}.`

export const toldSummary = 'Сообщил руководителю.'
export const nobodySummary = 'Руководителя нет: записал в журнал.'
