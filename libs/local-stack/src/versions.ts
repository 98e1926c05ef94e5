/**
 * What the local stack runs. `infra/local/pom.xml`, `docker-compose.yml` and the PostgreSQL package of npm say the same: a test holds them together.
 */
export const versions = {
  kafka: '4.1.1',
  apicurio: '3.0.9',
  /** The major version: its data directories are not readable by another one. */
  postgresMajor: 18,
  /** The oldest Java that both servers run on. */
  minimumJava: 17,
} as const;
