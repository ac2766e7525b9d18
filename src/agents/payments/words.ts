// What people read from the agent payments.
import { escapeHtml } from '../../effects/html.ts'

export const arrivedText = (type: string): string => `<b>Платежи</b>: пришло событие ${escapeHtml(type)}.`

export const toldSummary = 'Сообщил руководителю.'
export const nobodySummary = 'Руководителя нет: записал в журнал.'
