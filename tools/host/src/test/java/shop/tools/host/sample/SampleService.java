package shop.tools.host.sample;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.CommandLineRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** A service as small as it can be. It is packed into a jar, because a service's classes come from jars. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class SampleService {

    /** One for each class loader. */
    public static final Object IDENTITY = new Object();

    @Bean
    CommandLineRunner greeting(
            @Value("${sample.greeting}") String greeting,
            @Value("${sample.fails:false}") boolean fails,
            @Value("${sample.talks:false}") boolean talks) {
        return _ -> {
            if (fails) {
                throw new IllegalStateException("as was asked");
            }
            LoggerFactory.getLogger(SampleService.class).info("says {}", greeting);
            LoggerFactory.getLogger("shop.chatter").debug("{} chatters", greeting);
            // Belongs to the same service, as everything that its threads start.
            Thread.ofPlatform()
                    .start(() -> LoggerFactory.getLogger(SampleService.class).info("{} from a thread", greeting))
                    .join();
            if (talks) {
                Thread.ofPlatform().daemon().start(() -> {
                    while (true) {
                        LoggerFactory.getLogger(SampleService.class).info("{} again and again", greeting);
                        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
                    }
                });
            }
        };
    }

    public static void main(String[] args) {
        SpringApplication.run(SampleService.class, args);
    }
}
