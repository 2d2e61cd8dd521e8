package shop.testing.servers;

import shop.build.localservers.PostgresServer;

/** A PostgreSQL cluster for tests; its superuser's password is {@link Infrastructure#PASSWORD}. */
public interface TestPostgres extends PostgresServer, TestServer {}
