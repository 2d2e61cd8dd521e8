package shop.messaging.sample;

import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The smallest service: it writes notes to its outbox and reads its own topic. */
@SpringBootApplication
public class SampleApplication {}
