package shop.messaging.test;

import shop.local.PostgresServer;

/** A PostgreSQL cluster for tests; its superuser's password is {@link Infrastructure#PASSWORD}. */
public interface TestPostgres extends PostgresServer, TestServer {}
