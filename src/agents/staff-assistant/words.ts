// What people read from the agent staff-assistant.
import { escapeHtml } from '../../effects/html.ts'

export const arrivedText = (type: string): string => `<b>Помощник</b>: пришло событие ${escapeHtml(type)}.`

export const toldSummary = 'Сообщил руководителю.'
export const nobodySummary = 'Руководителя нет: записал в журнал.'
