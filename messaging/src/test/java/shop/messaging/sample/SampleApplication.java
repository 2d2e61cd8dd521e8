package shop.messaging.sample;

import org.springframework.boot.autoconfigure.SpringBootApplication;

/** A service as small as can be: it writes notes to its outbox and reads its own topic. */
@SpringBootApplication
public class SampleApplication {}
