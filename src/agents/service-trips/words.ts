// What people read from the agent service-trips.
import { escapeHtml } from '../../effects/html.ts'

export const arrivedText = (type: string): string => `<b>Служебные поездки</b>: пришло событие ${escapeHtml(type)}.`

export const toldSummary = 'Сообщил руководителю.'
export const nobodySummary = 'Руководителя нет: записал в журнал.'
