package shop.opsapi.sample;

import org.springframework.boot.autoconfigure.SpringBootApplication;

/** A service that uses this module and has a package of its own, as every service does. */
@SpringBootApplication
public class SampleService {}
