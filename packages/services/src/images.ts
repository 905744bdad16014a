/** The images that servers run in where they run in containers: the compose files of docker/ have the same, by a test. */
export const IMAGES = {
  postgres: 'postgres:18',
  redis: 'redis:8',
  elasticsearch: 'elasticsearch:9.5.3',
  /** Of a node of Ignite, which brings its own jars. */
  java: 'eclipse-temurin:17-jre',
  toxiproxy: 'ghcr.io/shopify/toxiproxy:2.12.0',
} as const;
