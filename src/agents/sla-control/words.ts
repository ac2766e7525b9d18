// What people read from the agent sla-control.
import { escapeHtml } from '../../effects/html.ts'

export const arrivedText = (type: string): string => `<b>Контроль ответов</b>: пришло событие ${escapeHtml(type)}.`

export const toldSummary = 'Сообщил руководителю.'
export const nobodySummary = 'Руководителя нет: записал в журнал.'
