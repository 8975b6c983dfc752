// Numbers that look like those of people and belong to nobody: built here, so that none stands in the repository.

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]

/** A resident ID number with its check digit (GB 11643), of a place that does not exist. */
function madeId(birthday = '19900101', order = '001'): string {
  const first = `990000${birthday}${order}`
  const sum = WEIGHTS.reduce((total, weight, at) => total + weight * Number(first[at]), 0)
  return first + '10X98765432'.charAt(sum % 11)
}

export const MADE_ID = madeId()
export const MADE_MOBILE = `139${'1234'}5678`
