// The one shape in which the ledger's files speak to PostgreSQL; only database.ts knows the driver behind it.

export interface Sql {
  /** Runs one statement. `name` keeps its plan prepared on the connection. */
  query<Row extends object = Record<string, unknown>>(text: string, values?: readonly unknown[], name?: string): Promise<Row[]>
  /** All or nothing; a thrown error rolls back and is thrown on. */
  transaction<Result>(work: (sql: Sql) => Promise<Result>): Promise<Result>
}
