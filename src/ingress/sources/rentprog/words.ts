// What people read when a RentProg delivery needs their eye.

export const unknownCompany = (carId: number, companyId: string): string =>
  `Авто ${carId} переехало в компанию RentProg с id ${companyId}, а такого филиала у нас нет. Проверьте RENTPROG_COMPANY_IDS.`
